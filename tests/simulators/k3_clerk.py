"""What people do in a simulated K/3 Cloud: they bill, take money, deliver, and keep price lists and credit limits."""

import k3_flat


class K3Clerk:
    """Mixin of the simulator; each method is a {"do": ...} of its control plane."""

    def _bill(self, work):
        """{"do": "bill", "number": ...}: an order becomes an audited receivable of today."""
        order = next(row for row in self.store.all("SAL_SaleOrder") if row["number"] == work["number"])
        lines = [
            {
                "FMATERIALID": line["FMaterialId"],
                "FPRICEUNITID": line["FUnitID"],
                "FPriceQty": line["FQty"],
                "FPrice": line["FPrice"],
                "FEntryTaxRate": 13,
                "FComment": line.get("FEntryNote", ""),
            }
            for line in order["model"]["FSaleOrderEntry"]
        ]
        number, day = f"AR{self.store.next('bill'):08d}", self.moment.date().isoformat()
        model = {"FDATE": f"{day}T00:00:00", "FENDDATE_H": f"{day}T00:00:00", "FCUSTOMERID": order["model"]["FCustId"]}
        model |= {"FEntityDetail": lines, "FCURRENCYID": {"FNumber": "PRE001"}}
        row = self._made("AR_receivable", "", model, number, order=work["number"])
        return {"number": number, "total": str(k3_flat.receivable(row)["FALLAMOUNTFOR"])}

    def _pay(self, work):
        """{"do": "pay", "number": ...}: a receipt that pays a receivable, audited and written off against it."""
        row = next(row for row in self.store.all("AR_receivable") if row["number"] == work["number"])
        row |= {"paid": "C", "left": 0, "at": self._now()}
        self.store.put("AR_receivable", row["id"], row)
        return self._receive({"numbers": [row["number"]], "amount": k3_flat.receivable(row)["FALLAMOUNTFOR"]})

    def _receive(self, work):
        """{"do": "receive", "numbers": [...], "amount": of each}: a receipt; a number "" is money on account."""
        day, pays = self.moment.date().isoformat(), []
        for number in work["numbers"]:
            known = {"FRECEIVEBILLSRCENTRY_FEntryID": self.store.next("entry"), "FSRCBILLNO": number}
            pays.append(known | {"FREALRECAMOUNTFOR_S": work["amount"]})
        model = {"FDATE": f"{day}T00:00:00", "FCURRENCYID": {"FNumber": "PRE001"}}
        model["FRECEIVEBILLENTRY"] = [{"FRECTOTALAMOUNTFOR": work["amount"] * len(pays)}]
        self._made("AR_RECEIVEBILL", "SKD", model, pays=pays)
        return {}

    def _deliver(self, work):
        """{"do": "deliver", "numbers": [...]}: a delivery with a row for each of these orders."""
        product = self.store.all("BD_MATERIAL")[0]["number"]
        model = {"FDate": "2026-11-22T00:00:00", self.options.carrier_field: {"FName": "顺丰"}, "FCarriageNO": "SF1"}
        names = {"FMaterialID": {"FNumber": product}, "FRealQty": 1}
        self._made(
            "SAL_OUTSTOCK", "XSCKD", {**model, "FEntity": [{"FSoorDerno": one, **names} for one in work["numbers"]]}
        )
        return {}

    def _made(self, form, prefix, model, number="", **more):
        """A document that a clerk has made and audited."""
        row = {"id": str(100000 + self.store.next("id")), "number": number or f"{prefix}{self.store.next(prefix):08d}"}
        row |= {"status": "C", "cancelled": "A", "model": model, "paid": "A", "left": None, "at": self._now()}
        return self.store.put(form, row["id"], row | more)

    def _seed(self, work):
        return getattr(self, f"_seed_{work['kind']}")(work["count"])

    def _seed_stock(self, count):
        product = self.store.all("BD_MATERIAL")[0]["number"]
        for number in range(1, count + 1):
            row = {"id": number, "product": product, "quantity": number}
            self.store.put("STK_Inventory", number, row)
        return [[product, number] for number in range(1, count + 1)]

    def _seed_delivery(self, count):
        """Deliveries of the first order."""
        product, order = (self.store.all(form)[0]["number"] for form in ("BD_MATERIAL", "SAL_SaleOrder"))
        for number in range(1, count + 1):
            model = {
                "FDate": "2026-11-22T00:00:00",
                self.options.carrier_field: {"FName": "顺丰"},
                "FCarriageNO": f"SF{number}",
            }
            line = {"FSoorDerno": order, "FMaterialID": {"FNumber": product}, "FRealQty": number}
            self._made("SAL_OUTSTOCK", "XSCKD", {**model, "FEntity": [line]})
        return [[product, number] for number in range(1, count + 1)]

    def _seed_price(self, count):
        """Two price lists; prices of the second are those of some customers only."""
        product = self.store.all("BD_MATERIAL")[0]["number"]
        lines = [
            {
                "FMaterialId": {"FNumber": product},
                "FUnitID": {"FNumber": "Pcs"},
                self.options.from_quantity_field: number,
                "FPrice": 10 + number,
            }
            for number in range(1, count + 1)
        ]
        model = {"FCurrencyId": {"FNumber": "PRE001"}, "FEffectiveDate": "2026-01-01T00:00:00"}
        model |= {"FExpiryDate": "2100-01-01T00:00:00"}
        self._made("BD_SAL_PriceList", "", {**model, "FEntity": lines}, "XSJMB0001")
        self._made("BD_SAL_PriceList", "", {**model, "FEntity": [{**lines[0], "FPrice": 1}]}, "XSJMB0002")
        return [[product, 10 + number] for number in range(1, count + 1)]

    def _seed_credit_limit(self, count):
        customer = self.store.all("BD_Customer")[0]["number"]
        for number in range(1, count + 1):
            holder = customer if number == count else f"other {number}"
            model = {"F_CUSTOMER": {"FNumber": holder}, "F_LIMIT": 1000 * number, "F_COIN": {"FNumber": "PRE001"}}
            self._made("SITE_CREDIT", "XY", model)
        return [[customer, 1000 * count]]
