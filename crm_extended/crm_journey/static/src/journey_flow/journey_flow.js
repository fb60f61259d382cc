import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const WIDTH = 240;
const HEIGHT = 84;
const GAP_X = 60;
const GAP_Y = 58;
const TOP = 64;

/** The picture of a journey: its boxes and ways with live counts, and a plus on each way to add a step there. */
export class JourneyFlow extends Component {
    static template = "crm_journey.JourneyFlow";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.action = useService("action");
        this.state = useState({ picture: null });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => this.load(next.record.resId));
    }

    async load(journeyId) {
        this.journeyId = journeyId;
        const picture = journeyId
            ? await this.orm.call("crm.journey", "get_picture", [[journeyId]])
            : null;
        // An answer for a journey that was left in the meantime must not be drawn.
        if (journeyId === this.journeyId) {
            this.state.picture = picture;
        }
    }

    /** The form reads its fields again too: counts and faults stand in both. */
    async reload() {
        await this.props.record.load();
        await this.load(this.journeyId);
    }

    x(column) {
        return column * (WIDTH + GAP_X);
    }

    y(row) {
        return TOP + row * (HEIGHT + GAP_Y);
    }

    boxStyle(box) {
        return `left:${this.x(box.column)}px;top:${this.y(box.row)}px;width:${WIDTH}px;height:${HEIGHT}px`;
    }

    get size() {
        const boxes = this.state.picture.boxes;
        const columns = Math.max(0, ...boxes.map((box) => box.column)) + 1;
        const rows = Math.max(0, ...boxes.map((box) => box.row)) + 1;
        const back = this.ways.some((way) => way.back) ? GAP_X : 0;
        return { width: this.x(columns) + GAP_X + back, height: this.y(rows) + 24 };
    }

    /** Each way as a line of its own: from the bottom of its box, or from the right side for "otherwise". */
    get ways() {
        const byId = Object.fromEntries(this.state.picture.boxes.map((box) => [box.id, box]));
        return this.state.picture.ways.map((way) => {
            const from = byId[way.from];
            const to = byId[way.to];
            const aside = way.port === "otherwise";
            const x1 = this.x(from.column) + (aside ? WIDTH : WIDTH / 2);
            const y1 = this.y(from.row) + (aside ? HEIGHT / 2 : HEIGHT);
            const ends = !to;
            const back = Boolean(to && to.row <= from.row);
            const x2 = to ? this.x(to.column) + WIDTH / 2 : aside ? x1 + GAP_X / 2 : x1;
            const y2 = to ? this.y(to.row) : aside ? y1 + HEIGHT / 2 : y1 + GAP_Y / 2;
            return {
                ...way,
                key: `${way.from}-${way.port}`,
                aside,
                ends,
                back,
                path: back ? this.backPath(x1, y1, to, aside) : this.path(x1, y1, x2, y2, aside),
                x2,
                y2,
                plusX: aside ? x1 + 16 : x1,
                plusY: aside ? y1 : y1 + 18,
                label: this.wayLabel(from, way),
            };
        });
    }

    path(x1, y1, x2, y2, aside) {
        if (aside) {
            return `M ${x1} ${y1} L ${x2 - 8} ${y1} Q ${x2} ${y1} ${x2} ${y1 + 8} L ${x2} ${y2}`;
        }
        if (x1 === x2) {
            return `M ${x1} ${y1} L ${x2} ${y2}`;
        }
        const middle = y2 - GAP_Y / 3;
        return `M ${x1} ${y1} L ${x1} ${middle} L ${x2} ${middle} L ${x2} ${y2}`;
    }

    backPath(x1, y1, to, aside) {
        const columns = Math.max(...this.state.picture.boxes.map((box) => box.column)) + 1;
        const right = this.x(columns) - GAP_X / 4;
        const y2 = this.y(to.row) + HEIGHT / 4;
        const start = aside ? "" : `L ${x1} ${y1 + GAP_Y / 2} `;
        const y = aside ? y1 : y1 + GAP_Y / 2;
        return `M ${x1} ${y1} ${start}L ${right} ${y} L ${right} ${y2} L ${this.x(to.column) + WIDTH} ${y2}`;
    }

    wayLabel(from, way) {
        if (!from.is_branch) {
            return way.count ? `${way.count}` : "";
        }
        const name = way.port === "then" ? _t("yes") : _t("no");
        return way.count ? `${name} · ${way.count}` : name;
    }

    add(afterId, port) {
        this.dialog.add(FormViewDialog, {
            resModel: "crm.journey.step",
            title: _t("New Step"),
            context: { default_journey_id: this.journeyId },
            onRecordSaved: async (record) => {
                await this.orm.call("crm.journey", "insert_step", [[this.journeyId]], {
                    step_id: record.resId,
                    after_id: afterId,
                    port,
                });
                await this.reload();
            },
        });
    }

    open(box) {
        this.dialog.add(FormViewDialog, {
            resModel: "crm.journey.step",
            resId: box.id,
            title: box.name,
            onRecordSaved: () => this.reload(),
        });
    }

    async remove(box) {
        await this.orm.unlink("crm.journey.step", [box.id]);
        await this.reload();
    }

    showCustomers(box, state) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: box.name,
            res_model: "crm.journey.enrolment",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [
                ["step_id", "=", box.id],
                ["state", "=", state],
            ],
        });
    }
}

registry.category("view_widgets").add("journey_flow", { component: JourneyFlow });
