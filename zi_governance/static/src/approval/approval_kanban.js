import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";

/** The inbox as cards. Core hides the buttons for chosen cards on a phone unless the
 * view has further actions; here they stand at the bottom, under the thumb. */
class ApprovalKanbanController extends KanbanController {
    static template = "zi_governance.ApprovalKanban";
}

registry.category("views").add("zi_approval_kanban", {
    ...kanbanView,
    Controller: ApprovalKanbanController,
});
