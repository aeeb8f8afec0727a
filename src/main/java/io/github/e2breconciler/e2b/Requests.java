package io.github.e2breconciler.e2b;

import okhttp3.HttpUrl;
import okhttp3.Request;

/** Requests to one account's E2B, with what all of them carry. */
record Requests(HttpUrl base, Request template) {

  HttpUrl.Builder url(String... segments) {
    var url = base.newBuilder();
    for (var segment : segments) {
      url.addPathSegment(segment);
    }
    return url;
  }

  Request.Builder to(HttpUrl.Builder url) {
    return template.newBuilder().url(url.build());
  }
}
