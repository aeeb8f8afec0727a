// What both scripts share: named checks that stop at the first one that fails.

import assert from 'node:assert/strict'

/** Runs a check and says so; the process ends with 1 where it fails. */
export async function check(name, body) {
  try {
    await body()
    console.log(`ok ${name}`)
  } catch (failure) {
    console.log(`not ok ${name}\n${failure.stack}`)
    process.exit(1)
  }
}

/** What a promise is rejected with; fails where it is not. */
export async function failure(promise) {
  try {
    await promise
  } catch (reason) {
    return reason
  }
  assert.fail('nothing was thrown')
}
