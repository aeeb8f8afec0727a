package io.github.e2breconciler.store;

/**
 * One line of the record of what we did and why; only ever appended.
 *
 * @param caseId empty where the line is of no case
 * @param what a short stable word: {@code marked}, {@code intent}, {@code answer}, {@code frozen},
 *     …
 * @param detail JSON
 */
public record AuditRow(
    long at, String account, String sandbox, String caseId, String what, String detail) {}
