package io.github.e2breconciler.simulation;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mistake made in one method of the daemon as its class is loaded. Its source knows nothing of
 * it.
 *
 * <p>Types are told by package and name below the root, as in {@code reap/Gate}; a value is {@code
 * null}, {@code true}, {@code false}, nothing for {@code void}, {@code #1} for what is in that slot
 * of the method's own arguments, {@code .NAME} for that constant of the type, or the name of one of
 * {@link Lies}.
 */
sealed interface Mutation {

  /** Where every type of the daemon is. */
  String ROOT = "io/github/e2breconciler/";

  ClassDesc LIES = Lies.class.describeConstable().orElseThrow();

  String type();

  String method();

  /** The method does nothing but answer with a value. */
  record Answers(String type, String method, String value) implements Mutation {}

  /** Within the method every call of {@code called} is left out, and a value taken for its own. */
  record LeavesOut(String type, String method, String called, String value) implements Mutation {}

  /**
   * The class with the mistake.
   *
   * @throws IllegalStateException if there is nothing left of the place where it is made
   */
  default byte[] in(byte[] bytes) {
    var file = ClassFile.of();
    var model = file.parse(bytes);
    var places = new AtomicInteger();
    var made = file.transformClass(model, transform(places));
    if (places.get() == 0) {
      throw new IllegalStateException("no place for a mutation: " + this);
    }
    return made;
  }

  private ClassTransform transform(AtomicInteger places) {
    return (builder, element) -> {
      if (!(element instanceof MethodModel found) || !found.methodName().equalsString(method())) {
        builder.with(element);
        return;
      }
      builder.transformMethod(
          found,
          switch (this) {
            case Answers(var _, var _, var value) -> {
              places.incrementAndGet();
              yield only(value, found.methodTypeSymbol().returnType());
            }
            case LeavesOut(var _, var _, var called, var value) ->
                MethodTransform.transformingCode(without(called, value, places));
          });
    };
  }

  private static MethodTransform only(String value, ClassDesc type) {
    return (builder, element) -> {
      if (element instanceof CodeModel) {
        builder.withCode(code -> {
          push(code, value, type);
          code.return_(TypeKind.from(type));
        });
      } else {
        builder.with(element);
      }
    };
  }

  private static CodeTransform without(String called, String value, AtomicInteger places) {
    return (code, element) -> {
      if (element instanceof InvokeInstruction call && call.name().equalsString(called)) {
        places.incrementAndGet();
        drop(code, call);
        push(code, value, call.typeSymbol().returnType());
      } else {
        code.with(element);
      }
    };
  }

  /** What was put ready for the call goes, last first. */
  private static void drop(CodeBuilder code, InvokeInstruction call) {
    for (var argument : call.typeSymbol().parameterList().reversed()) {
      if (TypeKind.from(argument).slotSize() == 2) {
        code.pop2();
      } else {
        code.pop();
      }
    }
    if (call.opcode() != Opcode.INVOKESTATIC) {
      code.pop();
    }
  }

  private static void push(CodeBuilder code, String value, ClassDesc type) {
    switch (value) {
      case "" -> {}
      case "null" -> code.aconst_null();
      case "true" -> code.iconst_1();
      case "false" -> code.iconst_0();
      default -> {
        var rest = value.substring(1);
        switch (value.charAt(0)) {
          case '#' -> code.loadLocal(TypeKind.from(type), Integer.parseInt(rest));
          case '.' -> code.getstatic(type, rest, type);
          default -> code.invokestatic(LIES, value, MethodTypeDesc.of(type));
        }
      }
    }
  }

  /** Whether it is this class, as loaders name it, that it is made in. */
  default boolean concerns(String className) {
    return className.replace('.', '/').equals(ROOT + type());
  }
}
