import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_extended_customer_file", {
    steps: () => [
        { trigger: ".o_customer_timeline_row:contains(Call 39)" },
        { trigger: "[data-block='contacts'] li:contains(李伟)" },
        // The end comes into sight and the second page with it.
        {
            trigger: ".o_customer_timeline_end",
            run: ({ anchor }) => anchor.scrollIntoView(),
        },
        { trigger: ".o_customer_timeline_row:contains(Call 0)" },
        { trigger: "[data-filter='trade']", run: "click" },
        { trigger: ".o_customer_timeline_rows:not(:has([data-channel='phone']))" },
        { trigger: ".o_customer_timeline_row:contains(The deal)", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name='expected_revenue'], .o_form_view [name='expected_revenue']" },
    ],
});
