import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onWillStart, useState } from "@odoo/owl";

/**
 * First page of Zona Integritas: where the unit stands, what is late, what needs me.
 * The server prepares every figure and the action behind it; nothing is computed here.
 */
export class ZiHome extends Component {
    static template = "zi_governance.Home";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.orm.call("zi.home", "get_home", []);
    }

    /**
     * Open what stands behind a figure.
     *
     * @param {Object|false} action action prepared by the server
     */
    open(action) {
        if (action) {
            this.action.doAction(action);
        }
    }

    /**
     * Width of a bar in percent of its maximum.
     *
     * @param {number} share between 0 and 1
     * @returns {string}
     */
    width(share) {
        return `width: ${Math.max(0, Math.min(1, share)) * 100}%`;
    }

    /**
     * Colour of a part: met, not met, or without a gate of its own.
     *
     * @param {boolean|null} met
     * @param {string} prefix "text" or "bg"
     * @returns {string}
     */
    level(met, prefix) {
        if (met === null || met === undefined) {
            return `${prefix}-secondary`;
        }
        return met ? `${prefix}-success` : `${prefix}-danger`;
    }

    /**
     * Sign before a predicate; an empty LKE is neither met nor missed.
     *
     * @param {boolean|null} met
     * @returns {string}
     */
    icon(met) {
        if (met === null || met === undefined) {
            return "fa fa-circle-o text-secondary";
        }
        return met
            ? "fa fa-check-circle text-success"
            : "fa fa-times-circle text-danger";
    }

    left(share) {
        return `left: ${Math.max(0, Math.min(1, share)) * 100}%`;
    }
}

registry.category("actions").add("zi_governance.home", ZiHome);
