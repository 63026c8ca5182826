"""What the desk says of an order's way: why something may not be done, and what the engine itself did."""

from __future__ import annotations

from collections.abc import Mapping

from schedules.answer import Because as Words
from work_orders.loop.loop import Input, Mark

REFUSALS: Mapping[str, Words] = {
    "unknown_action": Words("本工单闭环中没有这个操作。", "This loop has no such action."),
    "not_allowed": Words("您与本工单的关系不允许进行此操作。", "This is not yours to do with this order."),
    "not_here": Words("工单目前的环节不能进行此操作。", "This cannot be done at the step where the order stands."),
    "not_now": Words(
        "按工单目前的类别、标记和风险等级，不能进行此操作。",
        "The order's category, marks and risk do not allow this now.",
    ),
    "merged": Words("本工单已并入另一张工单，随其办理。", "This order was merged into another and follows it."),
    "attempts_left": Words(
        "尚未按规定的次数和间隔联系，不能按未联系上归档。",
        "Not all attempts that are required were made yet; it cannot be archived unreached.",
    ),
    "archived": Words("工单已归档，不能再修改。", "The order is archived and no longer changes."),
    "bad_input": Words("有内容未填或填写有误。", "Something is missing or not right."),
    "unknown_input": Words("提交了此操作不需要的内容。", "Something was sent that this action does not ask for."),
    "form_incomplete": Words("表单尚未填写完整。", "The form is not complete."),
    "category_fixed": Words(
        "传递之后，类别和事项由服务调度修改。", "Once passed on, category and matter are the dispatcher's to change."
    ),
    "nothing_changed": Words("没有任何改动。", "Nothing was changed."),
    "same_order": Words("不能与自身合并或关联。", "An order cannot be merged with or linked to itself."),
    "has_children": Words(
        "已有工单并入本工单，请先将其拆出。", "Other orders were merged into this one; take them out first."
    ),
    "not_merged": Words("本工单没有并入其他工单。", "This order is not merged into another."),
    "parent_archived": Words("主工单已归档，不能再拆出。", "The order it follows is archived; it stays there."),
    "linked_already": Words("两张工单已经关联。", "The two orders are linked already."),
    "not_linked": Words("两张工单没有关联。", "The two orders are not linked."),
    "too_many_files": Words("附件数量已达上限。", "The order has as many attachments as it may."),
    "no_such_measure": Words("没有这项措施，或已完成。", "There is no such measure, or it was done already."),
    "no_such_file": Words("没有这个附件。", "There is no such attachment."),
    "bad_file": Words("不能添加这种文件。", "Files of this kind are not taken."),
    "too_large": Words("文件过大，每个不超过 20 MB。", "The file is too large; at most 20 MB each."),
    "infected": Words("文件未通过病毒扫描，没有保存。", "The file did not pass the virus scan and was not kept."),
    "no_scan": Words("病毒扫描暂不可用，请稍后再试。", "The virus scanner does not answer; try again in a moment."),
    "no_such_line": Words("没有这条专线。", "There is no such line."),
    "not_seen": Words("本工单不在您的查看范围内。", "This order is not among those that you may see."),
    "no_such_order": Words("没有这张工单。", "There is no such order."),
}
"""Why not, by code."""

FIRST, NOTED = "entered", "form_saved"
MERGED, TOOK_IN, UNMERGED, LET_GO = "merged", "took_in", "unmerged", "let_go"
LINKED, UNLINKED = "linked", "unlinked"
FOLLOWED_PARENT = "archived_with_parent"
NOT_FOLLOWED, NOT_DRAWN = "not_followed_up", "not_in_sample"
RISK_MOVED = "risk_moved_deadline"
MEASURE_DONE, MEASURE_DUE, MEASURE_OVERDUE = "measure_done", "measure_due", "measure_overdue"
MEASURE_GIVEN = "measure_given"
FILED, WITHDREW = "attachment_added", "attachment_withdrawn"

ENGINE_DEEDS: Mapping[str, Words] = {
    FIRST: Words("登记工单", "entered the order"),
    NOTED: Words("修改表单", "changed the form"),
    MERGED: Words("并入工单 {order}", "merged it into {order}"),
    TOOK_IN: Words("并入了工单 {order}", "merged {order} into it"),
    UNMERGED: Words("从工单 {order} 拆出", "took it out of {order}"),
    LET_GO: Words("拆出了工单 {order}", "took {order} out of it"),
    LINKED: Words("关联工单 {order}（{kind}）", "linked it to {order} ({kind})"),
    UNLINKED: Words("取消与工单 {order} 的关联", "removed the link to {order}"),
    FOLLOWED_PARENT: Words("随主工单 {order} 归档", "archived with {order}, which it follows"),
    FILED: Words("添加附件《{file}》", "attached “{file}”"),
    WITHDREW: Words("撤回附件《{file}》", "withdrew the attachment “{file}”"),
    MEASURE_DONE: Words("完成改进措施：{measure}", "finished a measure: {measure}"),
    MEASURE_DUE: Words("改进措施今天到期，已告知{heard}：{measure}", "a measure is due today; told {heard}: {measure}"),
    MEASURE_OVERDUE: Words("改进措施已逾期，已告知{heard}：{measure}", "a measure is overdue; told {heard}: {measure}"),
    MEASURE_GIVEN: Words(
        "改进措施责任人由{owner_before}改为{owner}：{measure}",
        "gave a measure of {owner_before} to {owner}: {measure}",
    ),
    NOT_FOLLOWED: Words("本类工单不回访，直接归档", "archived: this category is not followed up"),
    NOT_DRAWN: Words("未抽中回访（{day} 抽样），归档", "archived: not in the sample of {day}"),
    "clock_warned": Words("“{clock}”即将到期（{due}）", "“{clock}” is due soon ({due})"),
    "clock_breached": Words("“{clock}”已超时（{due}）", "“{clock}” ran out ({due})"),
    "clock_escalated": Words("“{clock}”超时，已告知{to}", "“{clock}” ran out; told {to}"),
    RISK_MOVED: Words(
        "风险等级调整，“{clock}”时限由 {before} 改为 {after}",
        "the risk changed: “{clock}” is now due {after} instead of {before}",
    ),
    "deadline_moved": Words(
        "值班安排变更，“{clock}”时限由 {before} 改为 {after}",
        "the duty times changed: “{clock}” is now due {after} instead of {before}",
    ),
}
"""What stands in an entry's ``what`` besides the loop's actions. Gaps are filled from the entry's inputs."""

INPUT_NAMES: Mapping[Input, Words] = {
    Input.FORM: Words("表单", "form"),
    Input.REASON: Words("理由", "reason"),
    Input.NOTE: Words("备注", "note"),
    Input.RESULT: Words("内容", "text"),
    Input.REPLY: Words("回单内容", "reply"),
    Input.UNIT: Words("主办部门", "lead department"),
    Input.CO_UNITS: Words("协办部门", "co-handling departments"),
    Input.SUB_UNIT: Words("再派至", "sub-assigned to"),
    Input.PERSON: Words("人员", "person"),
    Input.NOT_ACCEPTED: Words("不予受理的理由", "reason for not accepting"),
    Input.TOLD: Words("已告知举报电话", "the number was told"),
    Input.OUTCOME: Words("未联系上的原因", "why nobody was reached"),
    Input.SERVICE_SCORE: Words("对服务的满意度", "satisfaction with the service"),
    Input.HANDLING_SCORE: Words("对处理的满意度", "satisfaction with the handling"),
    Input.NPS: Words("推荐意愿（0–10）", "would recommend (0–10)"),
    Input.OTHER_ORDER: Words("另一张工单", "other order"),
    Input.RISK: Words("风险等级", "risk"),
    Input.NEW_RISK: Words("新的风险等级", "new risk"),
    Input.HIGHER_RISK: Words("上调至", "raise it to"),
    Input.CAUSE: Words("原因分析", "cause"),
    Input.EVALUATION: Words("处置评价", "evaluation of the response"),
    Input.MEASURES: Words("改进措施", "measures"),
}

CHANGED: Mapping[str, Words] = {
    "owner": Words("首问负责人", "owner"),
    "follower": Words("回访人", "follow-up agent"),
    "unit": Words("主办部门", "lead department"),
    "holder": Words("承办", "lies with"),
    "co_units": Words("协办部门", "co-handling departments"),
    "category": Words("类别", "category"),
    "matter": Words("事项", "matter"),
    "source": Words("来源", "source"),
    "outside_number": Words("外部编号", "outside number"),
    "participant": Words("市场主体档案", "participant"),
    "risk": Words("风险等级", "risk"),
    "confidential": Words("保密", "confidential"),
    "not_accepted": Words("不予受理的理由", "reason for not accepting"),
    "parent": Words("主工单", "follows"),
    "step": Words("环节", "step"),
}
"""What an entry's changes are called; form fields and marks have their own names."""

MARK_NAMES: Mapping[Mark, Words] = {
    Mark.ACCEPTED: Words("受理", "accepted"),
    Mark.MAJOR: Words("重大", "major"),
    Mark.LISTED: Words("挂牌督办", "listed for supervision"),
    Mark.WRONG_DISPATCH: Words("派发有误次数", "wrong dispatches"),
    Mark.DIRECT: Words("直接办结", "closed directly"),
    Mark.REACHED: Words("回访联系上", "reached"),
    Mark.DISSATISFIED: Words("不满意次数", "times dissatisfied"),
    Mark.MISCONDUCT_TOLD: Words("已告知举报电话", "number for misconduct reports told"),
    Mark.RAISE_RISK: Words("申请上调风险等级", "higher risk"),
    Mark.ATTEMPTS: Words("联系次数", "attempts"),
    Mark.LAST_ATTEMPT: Words("计入的最近一次联系", "last attempt that counts"),
    Mark.LAST_OUTCOME: Words("最近一次未联系上的原因", "last reason why nobody was reached"),
}

VALUES: Mapping[str, Words] = {
    "yes": Words("是", "yes"),
    "no": Words("否", "no"),
    "none": Words("无", "none"),
    "asked": Words("已申请", "asked for"),
    "confirmed": Words("已确认", "confirmed"),
    "declined": Words("不认定", "declined"),
    "related": Words("相关", "related"),
    "grew_from": Words("由其衍生", "grew from it"),
    "": Words("（空）", "(empty)"),
}

LINK_KINDS: Mapping[str, Words] = {name: VALUES[name] for name in ("related", "grew_from")}
SCORES: Mapping[str, Words] = {
    "1": Words("非常满意", "very satisfied"),
    "2": Words("满意", "satisfied"),
    "3": Words("一般", "neither satisfied nor dissatisfied"),
    "4": Words("不满意", "dissatisfied"),
    "5": Words("非常不满意", "very dissatisfied"),
}
"""What a satisfaction score means; 1 is best, as in the survey after a call."""
