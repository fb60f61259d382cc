import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Line by line where a score comes from. */
export class ScoreWhy extends Component {
    static template = "crm_funnel.ScoreWhy";
    static props = { ...standardFieldProps };

    get groups() {
        const lines = this.props.record.data[this.props.name] || [];
        return [
            { key: "behaviour", title: _t("What the customer did") },
            { key: "fit", title: _t("What the lead is") },
        ]
            .map((group) => ({ ...group, lines: lines.filter((line) => line.kind === group.key) }))
            .filter((group) => group.lines.length);
    }

    width(line) {
        const most = Math.max(...this.props.record.data[this.props.name].map((one) => Math.abs(one.points)), 1);
        return `${(100 * Math.abs(line.points)) / most}%`;
    }

    points(value) {
        return (value > 0 ? "+" : "") + value.toLocaleString(undefined, { maximumFractionDigits: 1 });
    }

    note(line) {
        if (line.kind === "fit") {
            return "";
        }
        const parts = [
            _t("%(count)s × · last on %(day)s", {
                count: line.count,
                day: deserializeDateTime(line.last).toLocaleString(luxon.DateTime.DATE_MED),
            }),
        ];
        if (line.awarded - line.points >= 0.05) {
            parts.push(_t("of %(points)s", { points: this.points(line.awarded) }));
        }
        if (line.capped) {
            parts.push(_t("limited"));
        }
        return parts.join(" · ");
    }
}

registry.category("fields").add("score_why", { component: ScoreWhy, supportedTypes: ["json"] });
