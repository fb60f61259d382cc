import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_extended_contract", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Tour contract)", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name='partner_id']:contains(Acme)" },
        { trigger: "a[name='versions']", run: "click" },
        { trigger: ".o_data_row:contains(First version)" },
        { trigger: "button[name='action_renew']", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name='previous_id']" },
    ],
});
