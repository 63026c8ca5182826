"""Query parameters and headers, with what is said of them."""

from __future__ import annotations

from schedules.answer import Because as Words
from web.api.cursor import LONGEST
from web.api.once import HEADER, KEY
from web.api.orders.private import REASON as REASON_HEADER
from web.api.route import Parameter
from web.api.schema import instant, name, one_of, text, whole
from work_orders.board.views import MOST_ON_A_PAGE

_FLAG = {"type": "boolean"}

ORDER_FILTERS = (
    Parameter("line", name(), Words("专线", "Of this line")),
    Parameter("category", name(), Words("类别", "Of this category")),
    Parameter("matter", name(), Words("事项", "Of this matter")),
    Parameter("source", name(), Words("来源", "From this source")),
    Parameter("step", name(), Words("环节", "At this step")),
    Parameter("outside_number", text(60, shortest=1), Words("外部系统的编号", "With this number of yours")),
    Parameter("opened_since", instant(), Words("起算时间不早于", "Opened then or later")),
    Parameter("opened_until", instant(), Words("起算时间早于", "Opened before then")),
    Parameter("archived", _FLAG, Words("已归档或未归档；缺省为全部", "Archived or not; both by default")),
    Parameter(
        "sort",
        one_of("newest", "oldest"),
        Words("新到的在前（缺省）或先到的在前", "Latest first (default), or earliest"),
    ),
    Parameter("limit", whole(1, MOST_ON_A_PAGE), Words("每页张数，缺省 50", "Orders a page; 50 by default")),
    Parameter(
        "cursor", text(LONGEST), Words("上一页所给的游标，其余条件须相同", "From the page before; the rest unchanged")
    ),
)

COMPLETE = Parameter("complete", _FLAG, Words("完整名单：未列出的标记为已退出", "Whoever is not in the list is gone"))
BASE = Parameter("base", whole(0, 2**31 - 1), Words("预览所给的 base", "The `base` of the preview"), required=True)

_IDEMPOTENCY = Words(
    "每次登记用一个新值；重试时用同一个值，24 小时内得到同一个答复。",
    "A new one for each deed; the same one for a retry, which is answered the same for 24 hours.",
)
_KEY = text(128, shortest=8, pattern=KEY)
IDEMPOTENCY_KEY = Parameter(HEADER, _KEY, _IDEMPOTENCY, required=True)
MAY_HAVE_KEY = Parameter(HEADER, _KEY, _IDEMPOTENCY)
IF_MATCH = Parameter(
    "If-Match",
    text(12, pattern='^"[0-9]{1,9}"$'),
    Words("所依据的版本，即工单的 ETag", "The ETag of the order that this rests on"),
    required=True,
)
REASON = Parameter(
    REASON_HEADER,
    text(900, shortest=2),
    Words("查看的原因，2–100 字，UTF-8 百分号编码", "Why: 2 to 100 characters, UTF-8, percent-encoded"),
    required=True,
)
