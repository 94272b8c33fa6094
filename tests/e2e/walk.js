// Opens what a menu opens, in every way that the web client offers, and notes what
// went wrong. Loaded into the page of a logged-in user by test_walk.py.
window.ziWalk = {
    get services() {
        return odoo.__WOWL_DEBUG__.root.env.services;
    },

    // Menus of the addons that this user sees and that open something.
    menus() {
        return this.services.menu
            .getAll()
            .filter((menu) => (menu.xmlid || "").startsWith("zi_") && menu.actionID)
            .map((menu) => ({ name: menu.xmlid, action: menu.actionID }));
    },

    // What a person would call an error: a dialog that nobody asked for, or a view
    // that is not there.
    async complaints() {
        await new Promise((done) =>
            requestAnimationFrame(() => setTimeout(done, 20))
        );
        const shown = [...document.querySelectorAll(
            ".o_error_dialog, .o_dialog_warning, .o_notification .bg-danger"
        )];
        const found = shown.map((element) => element.innerText.trim());
        if (!document.querySelector(".o_action_manager > *, .modal")) {
            found.push("nothing is shown");
        }
        return found;
    },

    async step(trail, name, act) {
        let found;
        try {
            await act();
            found = await this.complaints();
        } catch (error) {
            found = [String(error?.data?.message || error?.message || error)];
        }
        trail.push({ name, found });
        // the next step must not answer for this one
        document.querySelectorAll(".o_error_dialog .btn-close").forEach((x) => x.click());
    },

    /**
     * @param {number} id of the action
     * @param {boolean} whole every view, a record, a new record and all their pages;
     *  else only what the menu shows first
     * @returns {Promise<{name: string, found: string[]}[]>} one entry per step
     */
    async walk(id, whole) {
        const { action } = this.services;
        const trail = [];
        const before = action.currentController;
        await this.step(trail, "open", () =>
            action.doAction(id, { clearBreadcrumbs: true, forceLeave: true })
        );
        const controller = action.currentController;
        const isDialog = controller === before;
        if (!whole || isDialog || !controller?.view || trail[0].found.length) {
            return trail;
        }
        const views = controller.views.map((view) => view.type);
        const first = controller.view.type;
        for (const type of views.filter((v) => !["form", "search", first].includes(v))) {
            await this.step(trail, type, () => action.switchView(type));
        }
        if (first !== "form" && views.includes("form")) {
            await this.records(trail, controller, first);
        } else if (first === "form") {
            await this.pages(trail, "form");
        }
        return trail;
    },

    // One record that is there, then an empty one where the user may make some.
    async records(trail, controller, first) {
        const { action, orm } = this.services;
        const { res_model: model, domain } = controller.action;
        const [resId] = await orm.search(model, Array.isArray(domain) ? domain : [], {
            limit: 1,
        });
        if (resId) {
            await this.step(trail, "record", () => action.switchView("form", { resId }));
            await this.pages(trail, "record");
        }
        await this.step(trail, "back", () => action.switchView(first));
        const button = document.querySelector(".o_list_button_add, .o-kanban-button-new");
        if (button) {
            await this.step(trail, "new", () => action.switchView("form", {}));
            await this.pages(trail, "new");
        }
    },

    async pages(trail, name) {
        for (const tab of document.querySelectorAll(".o_notebook_headers .nav-link")) {
            await this.step(trail, `${name}: ${tab.innerText}`, () => tab.click());
        }
    },
};
