import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/**
 * Takes a table from the clipboard as it is: with its merged cells, which plain text
 * would lose. Nothing of it is put into the page; the server reads it.
 */
export class ZiPasteTable extends Component {
    static template = "zi_governance.PasteTable";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get isTable() {
        return /<table[\s>]/i.test(this.value);
    }

    get rows() {
        return (this.value.match(/<tr[\s>]/gi) || []).length;
    }

    async onPaste(ev) {
        const html = ev.clipboardData.getData("text/html");
        if (/<table[\s>]/i.test(html)) {
            ev.preventDefault();
            await this.props.record.update({ [this.props.name]: html });
        }
    }

    async onChange(ev) {
        await this.props.record.update({ [this.props.name]: ev.target.value });
    }

    async clear() {
        await this.props.record.update({ [this.props.name]: false });
    }
}

registry.category("fields").add("zi_paste_table", {
    component: ZiPasteTable,
    supportedTypes: ["text"],
});
