import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { ListRenderer } from "@web/views/list/list_renderer";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { Component, useRef } from "@odoo/owl";

const MATRIX = "zi_executor_matrix";

/**
 * Executors of a revision in their order, saved or not.
 *
 * @param {Object} revision record of the form
 * @returns {Array<{code: string, name: string}>}
 */
function executorsOf(revision) {
    const list = revision?.data.executor_ids;
    if (!list) {
        return [];
    }
    return list.records
        .map((record) => ({ code: record.data.code, name: record.data.name || "" }))
        .filter((executor) => executor.code);
}

/**
 * One row of the matrix: a button per executor. A click sets the executor, another one
 * takes it away; the first that was set is the one to whom the arrows lead.
 */
export class ZiExecutorMatrix extends Component {
    static template = "zi_governance.ExecutorMatrix";
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
    }

    get executors() {
        return executorsOf(this.props.record._parentRecord);
    }

    get codes() {
        return (this.props.record.data[this.props.name] || "").split(" ").filter(Boolean);
    }

    /**
     * @param {{code: string, name: string}} executor
     * @returns {string} what a screen reader and the tooltip say
     */
    label(executor) {
        const place = this.codes.indexOf(executor.code);
        if (place < 0) {
            return _t("%s: no part in this step", executor.name);
        }
        return place === 0
            ? _t("%s: carries the step out", executor.name)
            : _t("%s: takes part", executor.name);
    }

    mark(executor) {
        const place = this.codes.indexOf(executor.code);
        return place < 0 ? "" : place === 0 ? "●" : "○";
    }

    async toggle(executor) {
        if (this.props.readonly) {
            return;
        }
        const codes = this.codes.includes(executor.code)
            ? this.codes.filter((code) => code !== executor.code)
            : [...this.codes, executor.code];
        await this.props.record.update({ [this.props.name]: codes.join(" ") || false });
    }

    /** Arrows go from column to column; blank and Enter set the executor. */
    onKeydown(ev, index) {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[ev.key];
        if (step) {
            const buttons = this.root.el.querySelectorAll("button");
            buttons[index + step]?.focus();
        }
        if (step || ev.key === " " || ev.key === "Enter") {
            ev.stopPropagation();
        }
    }
}

registry.category("fields").add(MATRIX, {
    component: ZiExecutorMatrix,
    displayName: _t("Executors as columns"),
    supportedTypes: ["char"],
    // A click counts in rows that are not being edited as well.
    extractProps: (fieldInfo, dynamicInfo) => ({ readonly: dynamicInfo.readonly }),
});

/** The list of steps: the names of the executors stand above their columns. */
export class ZiStepListRenderer extends ListRenderer {
    static template = "zi_governance.StepListRenderer";

    get executors() {
        return executorsOf(this.props.list._parent);
    }

    isMatrix(column) {
        return column.widget === MATRIX;
    }
}

export class ZiStepsField extends X2ManyField {
    static components = { ...X2ManyField.components, ListRenderer: ZiStepListRenderer };
}

registry.category("fields").add("zi_sop_steps", {
    ...x2ManyField,
    component: ZiStepsField,
});

/** A number of which nought means that none is given. */
export class ZiBlankZero extends IntegerField {
    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

registry.category("fields").add("zi_blank_zero", { ...integerField, component: ZiBlankZero });

/** A drawing of the server, shown as a picture: nothing in it can act. */
export class ZiFlowchart extends Component {
    static template = "zi_governance.Flowchart";
    static props = { ...standardFieldProps };

    get source() {
        const drawing = this.props.record.data[this.props.name];
        return drawing ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}` : "";
    }
}

registry.category("fields").add("zi_flowchart", {
    component: ZiFlowchart,
    displayName: _t("Flowchart"),
    supportedTypes: ["text"],
});
