"""What happens when a bounce, a complaint or an automatic reply comes in, in order.

Bounces are written by strangers. An address or a Message-Id in one reaches the recipients of that very message, and
nothing else; texts are bounded and shown as plain text.

1. ``reading.py`` reads the whole report, also one that core takes for an ordinary email, and puts what it says into the
   values of core: an ``IncomingBounce`` (``incoming.py``), which stands in ``message_dict`` until the message is routed.
2. ``subject.py`` finds what the report is about: the message, its notifications, the traces of mailings.
3. Core and other addons get their turn, one call for each address, always with the true one. ``counting.py`` keeps core
   and the mailings from counting and blacklisting where not the address is at fault.
4. ``recording.py`` keeps what was said about each recipient, and opts out who complained.
"""
