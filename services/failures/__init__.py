"""Why emails did not reach somebody, beside the failed emails themselves.

``mailing_traces.py`` counts the failures of mailings by the same causes; ``suppression.py`` tells why an address gets no
mailings any more, and takes it off the blacklist where that was our own fault. Both only where mailings are installed.
``complaints.py`` tells whether a complaint can be believed, or may have been forged by another recipient.
"""
