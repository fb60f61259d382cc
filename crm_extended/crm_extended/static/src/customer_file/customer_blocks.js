import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The cards beside the timeline. What is in them comes with the record, where each addon adds its own. */
export class CustomerBlocks extends Component {
    static template = "crm_extended.CustomerBlocks";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get blocks() {
        return this.props.record.data[this.props.name] || [];
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

registry.category("fields").add("customer_blocks", { component: CustomerBlocks, supportedTypes: ["json"] });
