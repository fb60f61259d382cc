import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

/** The form in which a customer writes a request: sent once, with articles that may answer it while he writes. */
export class ServiceRequestForm extends Interaction {
    static selector = ".o_service_request_form";
    dynamicContent = {
        "input[name=name], textarea[name=description]": {
            "t-on-input": this.debounced(this.suggest, 400),
        },
        ".o_service_solved": { "t-on-click": this.onSolved },
        ".o_service_still_open": { "t-on-click": this.onStillOpen },
        _root: { "t-on-submit": this.onSubmit },
    };

    setup() {
        this.ask = this.el.querySelector("input[name=ask]");
        this.box = this.el.querySelector(".o_service_suggestions");
        this.latest = 0;
    }

    onSubmit() {
        this.el.querySelector("button[type=submit]").disabled = true;
    }

    async suggest() {
        const turn = ++this.latest;
        const name = this.el.querySelector("input[name=name]").value;
        const description = this.el.querySelector("textarea[name=description]").value;
        const text = `${name} ${description}`.trim();
        if (text.length < 4) {
            return this.show([]);
        }
        const parameters = { text, ask: this.ask.value, channel: "request", limit: 3 };
        const answer = await this.waitFor(rpc("/knowledge/suggest", parameters));
        // An answer that is overtaken by the next letter is old news.
        if (turn === this.latest) {
            this.ask.value = answer.ask;
            this.show(answer.hits);
        }
    }

    show(hits) {
        this.box.classList.toggle("d-none", !hits.length);
        this.box.querySelector(".list-group").replaceChildren(...hits.map((hit) => this.entry(hit)));
        // The new entries get their clicks.
        this.updateContent();
    }

    entry(hit) {
        const template = this.el.querySelector("template.o_service_suggestion");
        const entry = template.content.firstElementChild.cloneNode(true);
        const link = entry.querySelector("a");
        link.href = `${hit.url}?ask=${encodeURIComponent(this.ask.value)}`;
        link.textContent = hit.name;
        // The server escapes the text and adds nothing but <mark>.
        entry.querySelector(".o_service_snippet").innerHTML = hit.snippet;
        entry.querySelector("button").dataset.article = hit.article_id;
        return entry;
    }

    async onSolved(ev) {
        const parameters = { ask: this.ask.value, article_id: Number(ev.currentTarget.dataset.article) };
        await this.waitFor(rpc("/knowledge/solved", parameters));
        this.turn(true);
    }

    onStillOpen() {
        this.turn(false);
    }

    /** Nothing has to be sent any more; what was written stays, in case that it was not the answer. */
    turn(solved) {
        this.el.querySelector(".o_service_fields").classList.toggle("d-none", solved);
        this.el.querySelector(".o_service_thanks").classList.toggle("d-none", !solved);
    }
}

registry.category("public.interactions").add("crm_service.request_form", ServiceRequestForm);
