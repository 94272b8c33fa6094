import { registry } from "@web/core/registry";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";

import { useEvidenceUpload } from "./evidence_upload";

/** Files dropped on the list or the cards become evidence, one row each. */
const WithUpload = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            const itemIds = this.props.context.default_item_ids || [];
            const itemId = itemIds[0]?.[2]?.[0];
            this.evidenceUpload = useEvidenceUpload(
                () => (itemId ? { resModel: "zi.work.plan.item", resId: itemId } : {}),
                () => this.model.load()
            );
            useDropzone(
                this.rootRef,
                (ev) => this.evidenceUpload.send(ev.dataTransfer.files),
                "o_zi_evidence_drop"
            );
        }
    };

registry.category("views").add("zi_evidence_list", {
    ...listView,
    Controller: WithUpload(ListController),
    buttonTemplate: "zi_governance.EvidenceListButtons",
});

registry.category("views").add("zi_evidence_kanban", {
    ...kanbanView,
    Controller: WithUpload(KanbanController),
    buttonTemplate: "zi_governance.EvidenceKanbanButtons",
});
