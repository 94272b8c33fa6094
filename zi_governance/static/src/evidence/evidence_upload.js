import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";

const ROUTE = "/zi_governance/evidence/upload";

/**
 * Sends chosen or dropped files to the one address that enters evidence, one request
 * a file so that a large one does not hold the others up, and says what was refused.
 *
 * @param {() => {resModel?: string, resId?: number, date?: string}} getTarget what they
 *  are for, and their day
 * @param {(ids: number[]) => Promise<void>} onDone called with the new evidence
 * @returns {{send: (files: FileList) => Promise<void>, choose: () => void}}
 */
export function useEvidenceUpload(getTarget, onDone) {
    const http = useService("http");
    const notification = useService("notification");
    const ui = useService("ui");

    async function sendOne(file) {
        const { resModel, resId, date } = getTarget();
        const form = { csrf_token: odoo.csrf_token, ufile: [file] };
        if (resModel) {
            Object.assign(form, { res_model: resModel, res_id: resId });
        }
        if (date) {
            form.date = date;
        }
        try {
            return await http.post(ROUTE, form);
        } catch {
            const message = _t(
                "“%s” did not arrive. Try again, or make it smaller.",
                file.name
            );
            return { created: [], refused: [{ name: file.name, message }] };
        }
    }

    async function send(files) {
        const created = [];
        const refused = [];
        ui.block();
        try {
            for (const file of files) {
                const result = await sendOne(file);
                created.push(...(result.created || []));
                refused.push(...(result.refused || []));
            }
        } finally {
            ui.unblock();
        }
        for (const { message } of refused) {
            notification.add(message, { type: "danger", sticky: true });
        }
        if (created.length) {
            notification.add(
                _t("%s file(s) entered. Check their dates.", created.length),
                { type: "success" }
            );
            await onDone(created);
        }
    }

    function choose() {
        const input = document.createElement("input");
        input.type = "file";
        input.multiple = true;
        input.addEventListener("change", () => send(input.files));
        input.click();
    }

    return { send, choose };
}
