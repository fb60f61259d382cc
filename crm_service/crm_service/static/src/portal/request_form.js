import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

/** The form in which a customer writes a request: sent once, with suggestions while he writes. */
export class ServiceRequestForm extends Interaction {
    static selector = ".o_service_request_form";
    dynamicContent = {
        "input[name=name], textarea[name=description]": {
            "t-on-input": this.debounced(this.suggest, 400),
        },
        _root: { "t-on-submit": this.onSubmit },
    };

    onSubmit() {
        this.el.querySelector("button[type=submit]").disabled = true;
    }

    async suggest() {
        const name = this.el.querySelector("input[name=name]").value;
        const description = this.el.querySelector("textarea[name=description]").value;
        const text = `${name} ${description}`.trim();
        const articles = text.length < 4 ? [] : await this.waitFor(rpc("/my/requests/suggest", { text }));
        const box = this.el.querySelector(".o_service_suggestions");
        box.classList.toggle("d-none", !articles.length);
        box.querySelector(".list-group").replaceChildren(...articles.map((article) => this.entry(article)));
    }

    entry(article) {
        const link = document.createElement("a");
        link.className = "list-group-item list-group-item-action";
        link.href = article.url;
        link.target = "_blank";
        const title = document.createElement("strong");
        title.textContent = article.title;
        const summary = document.createElement("div");
        summary.className = "small text-muted";
        summary.textContent = article.summary || "";
        link.append(title, summary);
        return link;
    }
}

registry.category("public.interactions").add("crm_service.request_form", ServiceRequestForm);
