import { Component, onWillUnmount, useEffect, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const EVERY = 2000;

/** Keeps the numbers of a running import fresh while somebody looks at it. */
export class ImportProgress extends Component {
    static template = xml`<span class="d-none"/>`;
    static props = { ...standardWidgetProps };

    setup() {
        useEffect(
            (running) => {
                clearTimeout(this.timer);
                if (running) {
                    this.wait();
                }
            },
            () => [this.props.record.data.state === "running"]
        );
        onWillUnmount(() => clearTimeout(this.timer));
    }

    wait() {
        this.timer = setTimeout(async () => {
            const { record } = this.props;
            if (!(await record.isDirty())) {
                await record.load();
            }
            if (record.data.state === "running") {
                this.wait();
            }
        }, EVERY);
    }
}

registry.category("view_widgets").add("import_progress", { component: ImportProgress });
