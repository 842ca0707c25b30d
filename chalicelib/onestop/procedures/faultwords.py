"""The faults of a definition in Vietnamese. `checks` says them once, in English, as the command line prints them."""

import re

_SAID: tuple[tuple[str, str], ...] = (
    (r"this is not JSON: (.*)", "không phải JSON: {0}"),
    (r"a definition is an object", "định nghĩa phải là một đối tượng JSON"),
    (r"stands twice", "khóa này đứng hai lần"),
    (r"there is no such property", "không có thuộc tính này"),
    (r"there is no such day", "không có ngày này"),
    (r"ends before it starts", "kết thúc trước khi bắt đầu"),
    (r"the shares of time add up to (\d+), not 100", "các phần thời gian cộng lại là {0}, không phải 100"),
    (r"there is no action (.*)", "không có việc “{0}”"),
    (r"a procedure begins with receiving the dossier", "bước đầu phải tiếp nhận hồ sơ (receive)"),
    (r"a procedure ends with returning the result", "bước cuối phải trả kết quả (return_result)"),
    (r"exactly one step approves", "phải có đúng một bước phê duyệt (approve)"),
    (r"(\w+) may not (\w+)", "vai trò “{0}” không được làm việc “{1}”"),
    (
        r"a step before the approval proposes it, so that two people look at it",
        "trước bước phê duyệt phải có bước đề xuất (propose_approval), để có hai người xem xét",
    ),
    (r"nothing is returned before it is decided", "chưa phê duyệt thì không trả kết quả (return_result)"),
    (r"for select, radios and checkboxes, and only for them", "chỉ dùng cho, và phải có ở, select, radios, checkboxes"),
    (r"for a group, and only for it", "chỉ dùng cho, và phải có ở, group"),
    (r"for a computed field, and only for it", "chỉ dùng cho mục tự tính (computed), và mục tự tính phải có compute"),
    (r"nobody answers a computed field", "mục tự tính không có người trả lời nên không có thuộc tính này"),
    (r"there is no field (.*) to compute with", "không có mục “{0}” để tính"),
    (r"there is no field to compute with", "phép tính không dùng mục nào"),
    (r"(.*) is not a number", "mục “{0}” không phải là số"),
    (r"(.*) is not a day", "mục “{0}” không phải là ngày"),
    (r"(.*) is not a group", "mục “{0}” không phải là group"),
    (r"computed from itself: (.*)", "được tính từ chính nó: {0}"),
    (r"the account knows no (.*)", "tài khoản không có thông tin “{0}”"),
    (r"at most (\d+) for (.*)", "nhiều nhất {0} đối với {1}"),
    (r"above the maximum", "lớn hơn mức nhiều nhất"),
    (r"a group holds no group", "trong group không có group"),
    (r"no such field is asked before", "trước đó không hỏi mục này"),
    (r"the field has no answer (.*)", "mục này không có câu trả lời {0}"),
    (r"for a rule by unit, and only for it", "chỉ dùng khi xác định theo unit, và khi đó phải có"),
    (r"a partial service publishes why \((.*)\)", "dịch vụ một phần phải công bố lý do ({0})"),
    (r"after the result is due nothing is returned for completion", "dài hơn thời hạn giải quyết"),
    (r"(.*) is not a moment of the form", "“{0}” không phải là mục ngày giờ của biểu mẫu"),
    (r"nobody could forbid in time", "không còn lúc nào để cấm kịp"),
    (
        r"silence means yes only where a notice or a wait for the authority has its limits",
        "im lặng là đồng ý chỉ khi có thời hạn thông báo hoặc thời hạn cơ quan trả lời",
    ),
    (r"the silence of an applicant grants nothing", "người nộp im lặng không thể được coi là đồng ý"),
    (
        r"the silence of the authority decides when its processing time is over",
        "phải bằng thời hạn giải quyết: hết thời hạn đó cơ quan không trả lời mới có hệ quả",
    ),
    (r"a wait for the authority says that silence means yes", "thời hạn cơ quan trả lời lại ghi im lặng là đồng ý"),
    (r"(.*) is used twice", "“{0}” được dùng hai lần"),
    (r"There is no agency “(.*)”\.", "không có cơ quan “{0}”"),
    (
        r"No competent agency is known on (\S+) \((.*)\)\.",
        "chưa xác định được cơ quan có thẩm quyền vào ngày {0} ({1})",
    ),
    (r"must be one of (.*)", "phải là một trong {0}"),
    (r"must be valid exactly by one definition.*", "không đúng dạng cho phép"),
    (r"cannot be validated by any definition", "không đúng dạng cho phép"),
    (r"must be longer than or equal to (\d+) characters", "phải có ít nhất {0} ký tự"),
    (r"must be shorter than or equal to (\d+) characters", "được nhiều nhất {0} ký tự"),
    (r"must match pattern (.*)", "phải theo mẫu {0}"),
    (r"must be bigger than or equal to (.*)", "phải từ {0} trở lên"),
    (r"must be smaller than or equal to (.*)", "phải từ {0} trở xuống"),
    (r"must contain at least (\d+) items", "phải có ít nhất {0} phần tử"),
    (r"must contain less than or equal to (\d+) items", "được nhiều nhất {0} phần tử"),
    (r"must contain at least (\d+) properties", "phải có ít nhất {0} thuộc tính"),
    (r"must contain less than or equal to (\d+) properties", "được nhiều nhất {0} thuộc tính"),
    (r"must contain (.*) properties", "phải có các thuộc tính {0}"),
    (r"must be (?:a |an )?(string|integer|boolean|array|object|null)(.*)", "sai kiểu, phải là {0}{1}"),
)
_LIST = r"\['.*'\]"


def say_fault(words: str, lang: str) -> str:
    """A fault's sentence in a language; what has no Vietnamese yet stays as it is."""
    if lang == "en":
        return re.sub(_LIST, lambda found: _listed(found[0]), words)
    for said, vi in _SAID:
        found = re.fullmatch(said, words, re.DOTALL)
        if found:
            return vi.format(*(_listed(group) for group in found.groups()))
    return words


def _listed(words: str) -> str:
    """Names as people write them: `['a', 'b']` is a list of Python's."""
    return words[1:-1].replace("'", "") if words.startswith("['") and words.endswith("']") else words
