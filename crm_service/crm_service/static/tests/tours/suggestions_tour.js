import { registry } from "@web/core/registry";

const ARTICLE = "The press does not start";

registry.category("web_tour.tours").add("crm_service_portal_suggestions", {
    steps: () => [
        { trigger: ".o_service_request_form input[name=name]", run: `edit ${ARTICLE}` },
        { trigger: `.o_service_suggestions a:contains(${ARTICLE})` },
        { trigger: `.list-group-item:contains(${ARTICLE}) .o_service_solved`, run: "click" },
        { trigger: ".o_service_thanks:not(.d-none)" },
        { trigger: ".o_service_fields.d-none:not(:visible)" },
    ],
});

registry.category("web_tour.tours").add("crm_service_agent_suggestions", {
    steps: () => [
        { trigger: "[name=name] input, [name=name] textarea", run: "edit Press does not start" },
        { trigger: `.o_service_suggestions li:contains(${ARTICLE})` },
        { trigger: `.o_service_suggestions li:contains(${ARTICLE}) button:contains(Use)`, run: "click" },
        { trigger: `.o_service_suggestions li:contains(${ARTICLE}) .badge:contains(Linked)` },
        { trigger: ".o_form_saved, .o_form_button_create, .o_form_view" },
    ],
});
