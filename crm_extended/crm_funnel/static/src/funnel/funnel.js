import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const DAY = "yyyy-MM-dd";

/** The funnel: how many leads came how far, how many went on, and how long they stayed. */
export class Funnel extends Component {
    static template = "crm_funnel.Funnel";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ period: "12", team: "", source: "", teams: [], sources: [], funnel: null });
        // An answer to filters that were changed since must not be shown.
        this.question = 0;
        onWillStart(async () => {
            const [teams, sources] = await Promise.all([
                this.orm.searchRead("crm.team", [], ["name"], { order: "sequence, name" }),
                this.orm.formattedReadGroup("crm.lead", [["source_id", "!=", false]], ["source_id"], ["__count"], {
                    context: { active_test: false },
                }),
            ]);
            this.state.teams = teams;
            this.state.sources = sources.map((group) => ({ id: group.source_id[0], name: group.source_id[1] }));
            await this.load();
        });
    }

    get periods() {
        return [
            { key: "1", label: _t("Last 30 days") },
            { key: "3", label: _t("Last 3 months") },
            { key: "12", label: _t("Last 12 months") },
            { key: "", label: _t("All time") },
        ];
    }

    get filters() {
        const months = parseInt(this.state.period);
        const days = { 1: 30, 3: 91, 12: 365 }[months];
        return {
            since: days ? luxon.DateTime.utc().minus({ days }).toFormat(DAY) + " 00:00:00" : null,
            team_id: parseInt(this.state.team) || null,
            source_id: parseInt(this.state.source) || null,
        };
    }

    async load() {
        const question = ++this.question;
        const funnel = await this.orm.call("crm.stage.passage", "get_funnel", [], this.filters);
        if (question === this.question) {
            this.state.funnel = funnel;
        }
    }

    choose(name, ev) {
        this.state[name] = ev.target.value;
        return this.load();
    }

    width(stage) {
        const most = Math.max(...this.state.funnel.stages.map((one) => one.reached), 1);
        return `${Math.max((100 * stage.reached) / most, 1)}%`;
    }

    number(value) {
        return value === null ? "–" : value.toLocaleString(undefined, { maximumFractionDigits: 1 });
    }

    get rate() {
        const { leads, won } = this.state.funnel;
        return leads ? (100 * won) / leads : null;
    }

    /** The leads that are in a stage now, with the filters of the page. */
    openStage(stage) {
        const { since, team_id, source_id } = this.filters;
        const domain = [["stage_id", "=", stage.id]];
        if (since) {
            domain.push(["create_date", ">=", since]);
        }
        if (team_id) {
            domain.push(["team_id", "=", team_id]);
        }
        if (source_id) {
            domain.push(["source_id", "=", source_id]);
        }
        this.action.doAction({
            type: "ir.actions.act_window",
            name: stage.name,
            res_model: "crm.lead",
            domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }
}

registry.category("actions").add("crm_funnel.funnel", Funnel);
