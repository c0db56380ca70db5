/** One address and nothing else, as far as it can be told without asking the server. */
const ONE_ADDRESS = /^[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)*$/;

/** What the user wants for one failed recipient, and what came of it. */
export class Recipient {
    /**
     * @param {Object} failure one of the failures that the server tells
     * @param {boolean} mayRetry
     */
    constructor(failure, mayRetry) {
        Object.assign(this, failure);
        this.wanted = failure.email;
        this.choice = mayRetry && failure.retry ? "again" : "leave";
        this.typo = false; // what was probably meant by what is typed now
        this.outcome = false; // of this attempt
    }

    get isCorrected() {
        return this.wanted.trim() !== this.email;
    }

    /** Can be sent to; whether it is an address, the server says. */
    get isUsable() {
        return !this.isCorrected || ONE_ADDRESS.test(this.wanted.trim());
    }

    /** Nobody can be reached there: what a user may correct needs no attempt to be seen as wrong. */
    get isInvalid() {
        return !this.isUsable || (this.may_edit && !/[^@\s]@[^@\s.]/.test(this.wanted));
    }

    /** The address that was probably meant. */
    get meant() {
        return this.isCorrected ? this.typo : this.suggestion;
    }

    /** Trying again makes sense with another address, and no longer where it is taken back. */
    correct(address) {
        const wasCorrected = this.isCorrected;
        this.wanted = address;
        this.typo = false;
        if (this.isCorrected !== wasCorrected) {
            this.choice = this.isCorrected || this.retry ? "again" : "leave";
        }
    }

    get retryValues() {
        return {
            id: this.id,
            email: this.isCorrected ? this.wanted.trim() : false,
            uncertain: this.why === "uncertain",
        };
    }

    /** By what the server finds this recipient once the attempt was made, as the row itself may be exchanged. */
    get outcomeKey() {
        return {
            partner_id: this.partner_id,
            email: this.wanted.trim(),
            after: this.attempts.length ? this.attempts[0].id : 0,
        };
    }
}
