/** What the user wants for one failed recipient. */
export class Recipient {
    /**
     * @param {Object} failure one of the failures that the server tells
     * @param {boolean} mayRetry
     */
    constructor(failure, mayRetry) {
        Object.assign(this, failure);
        this.wanted = failure.email;
        this.choice = mayRetry && failure.retry ? "again" : "leave";
    }

    get isCorrected() {
        return this.wanted.trim() !== this.email;
    }

    /** Looks like one address; whether it is one, the server says. */
    get isUsable() {
        return !this.isCorrected || /^[^@\s,;]+@[^@\s,;]+$/.test(this.wanted.trim());
    }

    /** Trying again makes sense with another address, and no longer where it is taken back. */
    correct(address) {
        const wasCorrected = this.isCorrected;
        this.wanted = address;
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
}
