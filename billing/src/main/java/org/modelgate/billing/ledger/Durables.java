package org.modelgate.billing.ledger;

/** What becomes of the ledger's records once they are durable. */
final class Durables {
    private final Books books;
    private final Register register;
    private final Grants grants;
    private final Admissions admissions;
    private final Settlements settlements;

    Durables(Books books, Register register, Grants grants, Admissions admissions, Settlements settlements) {
        this.books = books;
        this.register = register;
        this.grants = grants;
        this.admissions = admissions;
        this.settlements = settlements;
    }

    void committed(LedgerRecord record, Outcome outcome) {
        if (outcome instanceof Outcome.Fenced) {
            fence();
        }
        switch (record) {
            case LedgerRecord.Reserve reserve -> reserved(reserve, outcome);
            case LedgerRecord.Resolve resolve -> settlements.resolved(resolve, outcome);
            case LedgerRecord.Grant grant -> granted(grant, outcome);
            case LedgerRecord.TopUp topUp -> toppedUp(topUp, outcome);
            case LedgerRecord.Late late -> settlements.lost().lateRecorded(late.callId());
            case LedgerRecord.Beat beat -> beat(beat, outcome);
            case LedgerRecord.BudgetGrant grant -> budgetGranted(grant, outcome);
            case LedgerRecord.BudgetReturn back -> {}
            case LedgerRecord.Return back -> grants.returned(back);
            case LedgerRecord.Extend extend -> {}
            case LedgerRecord.Advance advance -> {}
            case LedgerRecord.Watermark watermark -> {}
        }
    }

    private void fence() {
        if (!books.fenced) {
            books.fenced = true;
            books.listener.fenced();
            admissions.failAll(Books.replaced());
        }
    }

    private void reserved(LedgerRecord.Reserve record, Outcome outcome) {
        Reservation r = books.open.get(record.callId());
        if (r == null || !(outcome instanceof Outcome.Done)) {
            if (r != null && outcome instanceof Outcome.Rejected) {
                r.foreign = true;
            }
            return;
        }
        r.durable = true;
        if (r.from != null) {
            books.listener.reservationDurable(r.callId, r.from);
        }
    }

    private void granted(LedgerRecord.Grant record, Outcome outcome) {
        Account account = books.account(record.org());
        grants.granted(record, account, outcome);
        settlements.lost().granted(account);
        admissions.drain(account.line);
    }

    private void budgetGranted(LedgerRecord.BudgetGrant record, Outcome outcome) {
        Budget budget = admissions.budgets().granted(record, outcome);
        if (budget != null) {
            admissions.drain(budget.line);
        }
    }

    private void beat(LedgerRecord.Beat record, Outcome outcome) {
        grants.beat(record, outcome);
        if (outcome instanceof Outcome.Alive alive) {
            admissions.takings().regions(alive.regions());
        }
    }

    private void toppedUp(LedgerRecord.TopUp record, Outcome outcome) {
        if (register.paid(record, outcome)) {
            admissions.drain(books.account(record.org()).line);
        }
    }

    /** It was taken for done because a local journal had it, but the database didn't do it. */
    void corrected(LedgerRecord record, Outcome outcome) {
        if (record instanceof LedgerRecord.Resolve resolve) {
            settlements.corrected(resolve, outcome);
        } else if (outcome instanceof Outcome.Fenced) {
            fence();
        }
    }
}
