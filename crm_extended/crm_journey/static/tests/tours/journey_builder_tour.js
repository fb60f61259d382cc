import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_journey_builder", {
    steps: () => [
        { trigger: ".o_journey_first", run: "click" },
        { trigger: ".modal .o_field_widget[name='name'] input, .modal .o_field_widget[name='name'] textarea", run: "edit Remind the salesperson" },
        { trigger: ".modal .o_field_widget[name='kind'] .o_select_menu_toggler, .modal .o_field_widget[name='kind'] select, .modal .o_field_widget[name='kind'] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Task)", run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: ".o_journey_box[data-kind='task']:contains(Remind the salesperson)" },
        { trigger: ".o_journey_box[data-kind='task']", run: "click" },
        { trigger: ".modal .o_field_widget[name='activity_days'] input", run: "edit 3" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_journey_plus", run: "click" },
        { trigger: ".modal .o_field_widget[name='name'] input, .modal .o_field_widget[name='name'] textarea", run: "edit A short pause" },
        { trigger: ".modal .o_field_widget[name='kind'] .o_select_menu_toggler, .modal .o_field_widget[name='kind'] select, .modal .o_field_widget[name='kind'] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(/^Wait$/)", run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: ".o_journey_box[data-kind='wait']:contains(A short pause)" },
        { trigger: "button[name='action_start']:enabled", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Running)" },
        { trigger: "body:not(:has(.o_journey_plus))" },
    ],
});
