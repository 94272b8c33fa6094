import { Component, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { useEvidenceUpload } from "./evidence_upload";

/** A field of a form that takes files for the record: an item, a task, a follow-up,
 * or evidence that a new version replaces. */
export class EvidenceDrop extends Component {
    static template = "zi_governance.EvidenceDrop";
    static props = { ...standardWidgetProps };

    setup() {
        this.root = useRef("root");
        this.state = useState({ inside: false });
        this.upload = useEvidenceUpload(
            () => ({
                resModel: this.props.record.resModel,
                resId: this.props.record.resId,
            }),
            () => this.props.record.load()
        );
    }

    onDrop(ev) {
        this.state.inside = false;
        this.upload.send(ev.dataTransfer.files);
    }
}

registry.category("view_widgets").add("zi_evidence_drop", { component: EvidenceDrop });
