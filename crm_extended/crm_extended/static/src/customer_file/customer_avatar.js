import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { imageUrl } from "@web/core/utils/urls";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The customer's picture by its address: the page shows it without reading it. It is changed on the contact. */
export class CustomerAvatar extends Component {
    static template = xml`<img class="rounded border" width="110" height="110" alt="" t-att-src="url"/>`;
    static props = { ...standardWidgetProps };

    get url() {
        const { resId, resModel, data } = this.props.record;
        return imageUrl(resModel, resId, "avatar_128", { unique: data.write_date });
    }
}

registry.category("view_widgets").add("customer_avatar", {
    component: CustomerAvatar,
    fieldDependencies: [{ name: "write_date", type: "datetime" }],
});
