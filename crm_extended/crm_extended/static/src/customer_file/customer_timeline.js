import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Everything that happened with a customer, newest first. Loads a page when its end comes into sight. */
export class CustomerTimeline extends Component {
    static template = "crm_extended.CustomerTimeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ filter: null, rows: [], next: false, loading: false });
        // An answer to a question that was asked before the last click must not be shown.
        this.question = 0;
        this.end = useRef("end");
        useEffect(
            () => {
                // A new observer for each page: it also reports when the end is still in sight after the page came.
                const observer = new IntersectionObserver((entries) => {
                    if (entries.at(-1).isIntersecting && this.state.next) {
                        this.load();
                    }
                });
                observer.observe(this.end.el);
                return () => observer.disconnect();
            },
            () => [this.state.rows.length]
        );
        onWillStart(() => this.restart(this.props.record.resId));
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.customerId) {
                return this.restart(next.record.resId);
            }
        });
    }

    async restart(customerId) {
        this.customerId = customerId;
        Object.assign(this.state, { rows: [], next: false });
        if (customerId) {
            await this.load();
        }
    }

    async load() {
        if (this.state.loading && this.state.rows.length) {
            return;
        }
        const question = ++this.question;
        this.state.loading = true;
        const filter = this.filters.find((candidate) => candidate.key === this.state.filter);
        try {
            const page = await this.orm.call("res.partner", "get_timeline_page", [[this.customerId]], {
                channels: filter ? filter.channels : null,
                before: this.state.next || null,
            });
            if (question === this.question) {
                this.state.rows.push(...page.rows.map((row) => this.dress(row)));
                this.state.next = page.next;
            }
        } finally {
            if (question === this.question) {
                this.state.loading = false;
            }
        }
    }

    get filters() {
        return [
            { key: "talk", label: _t("Talks"), icon: "fa-comments-o", channels: ["phone", "visit", "chat"] },
            {
                key: "write",
                label: _t("Letters"),
                icon: "fa-envelope-o",
                channels: ["email", "sms", "social", "portal", "fax", "letter"],
            },
            { key: "trade", label: _t("Trade"), icon: "fa-file-text-o", channels: ["office", "shop", "pos"] },
            {
                key: "market",
                label: _t("Marketing"),
                icon: "fa-bullhorn",
                channels: ["mailing", "event", "survey", "web"],
            },
        ];
    }

    dress(row) {
        const when = deserializeDateTime(row.when);
        return { ...row, day: when.toLocaleString(luxon.DateTime.DATE_MED), time: when.toFormat("HH:mm") };
    }

    choose(key) {
        this.state.filter = this.state.filter === key ? null : key;
        this.restart(this.customerId);
    }

    isFirstOfDay(index) {
        return !index || this.state.rows[index - 1].day !== this.state.rows[index].day;
    }

    async open(row) {
        if (row.opens) {
            const action = await this.orm.call("crm.touchpoint", "action_open_source", [[row.id]]);
            if (action) {
                this.action.doAction(action);
            }
        }
    }
}

registry.category("view_widgets").add("customer_timeline", { component: CustomerTimeline });
