import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The cards beside the timeline. What is in them comes from the server, where each addon adds its own. */
export class CustomerBlocks extends Component {
    static template = "crm_extended.CustomerBlocks";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ blocks: [] });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.customerId) {
                return this.load(next.record.resId);
            }
        });
    }

    async load(customerId) {
        this.customerId = customerId;
        const file = customerId
            ? await this.orm.call("res.partner", "get_customer_file", [[customerId]])
            : { blocks: [] };
        if (customerId === this.customerId) {
            this.state.blocks = file.blocks;
        }
    }

    openBlock(block) {
        if (block.action) {
            this.action.doAction(block.action);
        }
    }

    openRow(row) {
        if (row.id) {
            this.action.doAction({
                type: "ir.actions.act_window",
                res_model: row.model,
                res_id: row.id,
                views: [[false, "form"]],
            });
        }
    }
}

registry.category("view_widgets").add("customer_blocks", { component: CustomerBlocks });
