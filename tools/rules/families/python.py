"""Exceptions of Python and of Odoo that stopped an email before a server was asked: they have no reply code.

Names of variables, files and templates stand in them, which share their words with replies of mail servers.
"""

from ..rule import Tier, rule

_WITHOUT_CODE = {"tier": Tier.ODOO, "without_code": True, "permanent": True}

#: Names of exceptions that no server, network or library for email raises.
EXCEPTIONS = frozenset(
    """ArithmeticError AssertionError AttributeError FileNotFoundError ImportError IndexError IntegrityError
    IsADirectoryError KeyError LookupError MemoryError MissingError ModuleNotFoundError NameError NotADirectoryError
    NotImplementedError OverflowError ParseError PermissionError ProgrammingError QWebError QWebException RecursionError
    RuntimeError SyntaxError TemplateNotFound TemplateSyntaxError TypeError UnboundLocalError UndefinedError
    ValidationError ValueError XMLSyntaxError ZeroDivisionError""".split()
)

RULES = (
    rule(
        "odoo_disk_full",
        "odoo_disk_full",
        "\\[errno (?:28|122)\\]|\\((?:28|122), '(?:no space left on device|disk quota exceeded)",
        # The number and the words of an OSError, as Odoo puts its arguments together.
        "^(?:28|122)\\s+(?:no space left on device|disk quota exceeded)",
        "could not extend file .{1,200} no space left on device|could not write to file .{1,200} no space left on device",
        **_WITHOUT_CODE,
    ),
    rule(
        "odoo_error",
        "odoo_error",
        # Files: missing, forbidden, a folder, too many, read-only. A network that fails has other numbers.
        "\\[errno (?:1|2|5|12|13|17|20|21|22|24|30|36)\\]|(?:filenotfound|permission|isadirectory|notadirectory)error",
        "name '[^']{1,80}' is not defined",
        "object has no attribute '",
        "has no attribute '[^']{1,80}'|has no field '",
        "modulenotfounderror|no module named '",
        "templatenotfound|template not found|templatesyntaxerror",
        "external id not found in the system",
        "failed to render (?:inline|qweb)",
        "(?:list|tuple|string) index out of range",
        "can't adapt type '",
        "unsupported operand type",
        "unexpected keyword argument '|missing \\d{1,3} required positional argument|takes \\d{1,3} positional argument",
        "expected (?:string|str) or bytes-like object",
        "object is not (?:subscriptable|callable|iterable)",
        "division by zero",
        "maximum recursion depth exceeded",
        "record does not exist or has been deleted",
        'null value in column "|violates (?:unique|foreign key|check|not-null) constraint',
        **_WITHOUT_CODE,
    ),
)
