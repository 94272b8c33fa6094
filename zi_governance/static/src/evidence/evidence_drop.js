import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { serializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { useEvidenceUpload } from "./evidence_upload";

// Of the form “Attach evidence”: what it was opened for, the nearest first.
const ATTACH = "zi.evidence.attach";
const ATTACH_TO = ["task_id", "item_id", "follow_up_id"];

/** A field of a form that takes files for the record: an item, a task, a follow-up,
 * or evidence that a new version replaces. In the form “Attach evidence” they are for
 * what it was opened for, with its date, and it closes when they are in. */
export class EvidenceDrop extends Component {
    static template = "zi_governance.EvidenceDrop";
    static props = { ...standardWidgetProps };

    setup() {
        this.root = useRef("root");
        this.action = useService("action");
        this.state = useState({ inside: false });
        this.upload = useEvidenceUpload(
            () => this.target,
            () => this.onDone()
        );
        onMounted(() => this.takeFocus());
    }

    /** A dialog focuses its first field: a date, whose calendar would cover this. */
    takeFocus() {
        if (this.isAttach) {
            const choose = this.root.el?.querySelector(".o_zi_drop_choose");
            choose?.focus({ preventScroll: true });
        }
    }

    get isAttach() {
        return this.props.record.resModel === ATTACH;
    }

    get target() {
        const { record } = this.props;
        if (!this.isAttach) {
            return { resModel: record.resModel, resId: record.resId };
        }
        const name = ATTACH_TO.find((field) => record.data[field]);
        const { date } = record.data;
        return {
            resModel: name && record.fields[name].relation,
            resId: name && record.data[name].id,
            date: date && serializeDate(date),
        };
    }

    async onDone() {
        if (this.isAttach) {
            await this.action.doAction({ type: "ir.actions.act_window_close" });
        } else {
            await this.props.record.load();
        }
    }

    onDrop(ev) {
        this.state.inside = false;
        this.upload.send(ev.dataTransfer.files);
    }
}

registry.category("view_widgets").add("zi_evidence_drop", { component: EvidenceDrop });
