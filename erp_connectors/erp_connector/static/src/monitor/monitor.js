import { Component, onMounted, onPatched, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const REFRESH = 30000;

/** Seconds in the words of the page: 40 ms, 8 s, 3 min, 2 h, 5 d. */
export function duration(seconds) {
    if (!seconds) {
        return "–";
    }
    if (seconds < 1) {
        return _t("%s ms", Math.max(1, Math.round(seconds * 1000)));
    }
    if (seconds < 90) {
        return _t("%s s", seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds));
    }
    if (seconds < 5400) {
        return _t("%s min", Math.round(seconds / 60));
    }
    return seconds < 172800
        ? _t("%s h", Math.round(seconds / 3600))
        : _t("%s d", Math.round(seconds / 86400));
}

/** Columns of the last 24 hours: what went to the ERP and what came from it. */
class Throughput extends Component {
    static template = "erp_connector.Throughput";
    static props = { hours: Object };

    setup() {
        this.canvas = useRef("canvas");
        onMounted(() => this.draw());
        onPatched(() => this.draw());
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        const now = luxon.DateTime.now();
        const labels = this.props.hours.out.map((_value, hour) =>
            now.minus({ hours: 23 - hour }).toFormat("HH:mm")
        );
        const dark = cookie.get("color_scheme") === "dark";
        const tick = dark ? "#adb5bd" : "#495057";
        const column = (label, data, backgroundColor) => ({ label, data, backgroundColor, stack: "all" });
        this.chart = new Chart(this.canvas.el, {
            type: "bar",
            data: {
                labels,
                datasets: [
                    column(_t("To the ERP"), this.props.hours.out, "#017e84"),
                    column(_t("From the ERP"), this.props.hours.in, "#f4a261"),
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: { legend: { position: "bottom", labels: { boxWidth: 12, color: tick } } },
                scales: {
                    x: { grid: { display: false }, ticks: { maxTicksLimit: 8, maxRotation: 0, color: tick } },
                    y: { beginAtZero: true, ticks: { precision: 0, maxTicksLimit: 5, color: tick } },
                },
            },
        });
    }
}

export class ErpMonitor extends Component {
    static template = "erp_connector.Monitor";
    static components = { Layout, Throughput };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ backends: [], loaded: false });
        this.display = { controlPanel: {} };
        this.duration = duration;
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.refresh()]);
        });
        onMounted(() => {
            this.timer = setInterval(() => this.refresh(), REFRESH);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    async refresh() {
        const { backends } = await this.orm.silent.call("erp.backend", "monitor", []);
        this.state.backends = backends;
        this.state.loaded = true;
    }

    waited(flow) {
        return duration(flow.done ? flow.waited / flow.done : 0);
    }

    hasTraffic(backend) {
        return [...backend.hours.out, ...backend.hours.in].some(Boolean);
    }

    openBackend(backend) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "erp.backend",
            res_id: backend.id,
            views: [[false, "form"]],
        });
    }

    openMessages(backend, domain, name) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: `${backend.name}: ${name}`,
            res_model: "erp.message",
            domain: [["backend_id", "=", backend.id], ...domain],
            views: [
                [false, "list"],
                [false, "form"],
                [false, "graph"],
                [false, "pivot"],
            ],
        });
    }

    openOnTheWay(backend, domain = []) {
        const states = ["waiting", "unknown", "claimed", "calling", "sent"];
        return this.openMessages(backend, [["state", "in", states], ...domain], _t("On the Way"));
    }

    openStuck(backend, domain = []) {
        return this.openMessages(backend, [["state", "in", ["dead", "review"]], ...domain], _t("To Look At"));
    }

    openProblem(backend, problem) {
        return this.openStuck(backend, [["error_code", "=", problem.code === "?" ? false : problem.code]]);
    }

    replay(backend) {
        return this.action.doAction("erp_connector.erp_replay_action", {
            additionalContext: { default_backend_id: backend.id },
            onClose: () => this.refresh(),
        });
    }
}

registry.category("actions").add("erp_connector.monitor", ErpMonitor);
