"""The catalogue: 80 products, what they cost each year and what is bought together."""

# ruff: noqa: E501 -- a table is easier to read with one entry a line

from dataclasses import dataclass

from .table import Table

YEARLY_PRICE_GROWTH = 1.03

# sku | category | name | Chinese name | list price CNY | cost CNY | unit | warranty months | weight kg
SERIAL = """
EM-101|Home espresso|Marelle Uno home espresso machine|Marelle Uno 家用半自动咖啡机|3980|2390|unit|24|9.5
EM-102|Home espresso|Marelle Duo dual-boiler home espresso machine|Marelle Duo 双锅炉家用咖啡机|8900|5520|unit|24|17.8
EM-201|Commercial espresso|Marelle Pro 1 one-group espresso machine|Marelle Pro 1 单头商用咖啡机|19800|12400|unit|12|38
EM-202|Commercial espresso|Marelle Pro 2 two-group espresso machine|Marelle Pro 2 双头商用咖啡机|36800|23600|unit|12|62
EM-203|Commercial espresso|Marelle Pro 3 three-group espresso machine|Marelle Pro 3 三头商用咖啡机|49800|32500|unit|12|84
EM-301|Automatic coffee|Velto S automatic coffee machine|Velto S 全自动咖啡机|15800|9980|unit|12|21
EM-302|Automatic coffee|Velto L automatic coffee machine with milk system|Velto L 全自动奶咖机|32800|20900|unit|12|34
GR-101|Grinders|Kornel 50 home grinder|Kornel 50 家用磨豆机|1980|1130|unit|24|5.2
GR-201|Grinders|Kornel 64 on-demand grinder|Kornel 64 定量磨豆机|6800|4080|unit|12|13.5
GR-202|Grinders|Kornel 83 high-volume grinder|Kornel 83 大流量磨豆机|12800|7900|unit|12|18.4
GR-203|Grinders|Kornel F filter coffee grinder|Kornel F 单品磨豆机|9800|6050|unit|12|15.1
BB-201|Batch brewers|Brava 1.8 batch brewer|Brava 1.8 滴滤咖啡机|5600|3420|unit|12|12
BB-202|Batch brewers|Brava 5 twin batch brewer|Brava 5 双桶滴滤机|14800|9250|unit|12|27
WT-101|Water treatment|Aqualis S softener|Aqualis S 软水机|2200|1240|unit|12|11
WT-201|Water treatment|Aqualis 400 reverse-osmosis unit|Aqualis 400 反渗透净水机|4800|2760|unit|12|14.5
WT-202|Water treatment|Aqualis 1200 reverse-osmosis unit with remineralising|Aqualis 1200 矿化反渗透净水机|8800|5180|unit|12|23
MC-201|Cooling|Frigo 7 milk cooler|Frigo 7 牛奶冰箱|2600|1550|unit|12|16
HW-201|Hot water|Calda 20 hot-water dispenser|Calda 20 步进式开水机|3900|2280|unit|12|13.2
CD-201|Cooling|Lumio 900 refrigerated display|Lumio 900 冷藏展示柜|9200|5900|unit|12|110
IM-201|Cooling|Glacio 50 ice maker|Glacio 50 制冰机|6400|3980|unit|12|38
"""
GOODS = """
CB-101|Coffee beans|House espresso blend, 1 kg|拼配意式咖啡豆 1kg|128|70|bag|0|1.02
CB-102|Coffee beans|Dark roast espresso blend, 1 kg|深烘意式拼配豆 1kg|118|64|bag|0|1.02
CB-103|Coffee beans|Yunnan Baoshan single origin, 500 g|云南保山单品豆 500g|98|52|bag|0|0.52
CB-104|Coffee beans|Ethiopia Sidamo single origin, 500 g|埃塞俄比亚西达摩单品豆 500g|138|79|bag|0|0.52
CB-105|Coffee beans|Colombia Huila single origin, 500 g|哥伦比亚慧兰单品豆 500g|118|66|bag|0|0.52
CB-106|Coffee beans|Decaffeinated blend, 1 kg|低因拼配豆 1kg|148|88|bag|0|1.02
CB-107|Coffee beans|Office blend, 6 x 1 kg|办公室拼配豆 6×1kg|648|372|carton|0|6.2
CB-108|Coffee beans|Seasonal micro-lot, 250 g|季节限定微批次豆 250g|108|58|bag|0|0.27
TE-101|Tea and chocolate|Jasmine tea for iced drinks, 600 g|茉莉绿茶（冷饮用）600g|86|41|bag|0|0.62
TE-102|Tea and chocolate|Drinking chocolate 32 %, 1 kg|32% 热巧克力粉 1kg|96|50|bag|0|1.02
SY-101|Syrups|Vanilla syrup, 750 ml|香草糖浆 750ml|58|27|bottle|0|1.3
SY-102|Syrups|Caramel syrup, 750 ml|焦糖糖浆 750ml|58|27|bottle|0|1.3
SY-103|Syrups|Hazelnut syrup, 750 ml|榛果糖浆 750ml|58|27|bottle|0|1.3
SY-104|Syrups|Osmanthus syrup, 750 ml|桂花糖浆 750ml|62|30|bottle|0|1.3
MK-101|Milk and alternatives|Barista oat drink, 12 x 1 l|咖啡师燕麦奶 12×1L|216|138|carton|0|12.8
MK-102|Milk and alternatives|Barista UHT milk, 12 x 1 l|咖啡师常温奶 12×1L|168|112|carton|0|12.6
CU-101|Cups and lids|Hot cup 240 ml, 1,000 pcs|热饮杯 240ml 1000只|320|196|carton|0|8.6
CU-102|Cups and lids|Hot cup 360 ml, 1,000 pcs|热饮杯 360ml 1000只|380|232|carton|0|10.4
CU-103|Cups and lids|Lids for hot cups, 1,000 pcs|热饮杯盖 1000只|160|92|carton|0|3.1
CU-104|Cups and lids|Cold cup 480 ml with dome lid, 500 pcs|冷饮杯 480ml（含球形盖）500套|290|171|carton|0|7.4
CU-105|Cups and lids|Paper straws, 5,000 pcs|纸吸管 5000支|240|141|carton|0|5.5
FP-101|Paper filters|Batch brewer filters, 1,000 pcs|滴滤机滤纸 1000张|180|98|box|0|2.2
FP-102|Paper filters|Cone filters 02, 100 pcs|锥形滤纸 02号 100张|28|12|box|0|0.2
WC-101|Water cartridges|Pre-filter cartridge for Aqualis|Aqualis 前置滤芯|180|84|unit|0|0.8
WC-102|Water cartridges|Membrane for Aqualis 400|Aqualis 400 反渗透膜|520|288|unit|0|1.1
WC-103|Water cartridges|Mineral cartridge for Aqualis 1200|Aqualis 1200 矿化滤芯|360|190|unit|0|0.9
CL-101|Cleaning|Espresso machine cleaning powder, 900 g|咖啡机清洁粉 900g|88|39|jar|0|1.0
CL-102|Cleaning|Milk system cleaner, 1 l|奶路清洗液 1L|72|31|bottle|0|1.15
CL-103|Cleaning|Grinder cleaning tablets, 430 g|磨豆机清洁颗粒 430g|128|62|jar|0|0.5
CL-104|Cleaning|Descaler, 5 l|除垢剂 5L|138|66|can|0|5.6
AC-101|Barista tools|Tamper and mat set, 58 mm|布粉压粉套装 58mm|368|190|set|0|1.3
AC-102|Barista tools|Milk pitcher 600 ml|拉花缸 600ml|128|58|unit|0|0.4
AC-103|Barista tools|Coffee scale with timer|计时电子秤|268|142|unit|0|0.6
AC-104|Barista tools|Knock box|敲渣盒|118|55|unit|0|0.9
AC-105|Barista tools|Pour-over kettle, gooseneck|细口手冲壶|328|178|unit|0|1.4
AC-106|Barista tools|Microfibre bar cloths, 12 pcs|超细纤维吧台布 12条|78|32|pack|0|0.5
SP-101|Spare parts|Group gasket and shower screen set|冲煮头密封圈与水网套件|146|62|set|0|0.2
SP-102|Spare parts|Burr set 64 mm|64mm 磨盘|680|392|set|0|0.4
SP-103|Spare parts|Burr set 83 mm|83mm 磨盘|980|575|set|0|0.6
SP-104|Spare parts|Steam valve repair kit|蒸汽阀维修包|286|138|set|0|0.3
"""
SERVICE = """
SV-101|Services|Installation and first set-up|安装与首次调试|680|390|visit|0|0
SV-102|Services|Site survey for water and power|水电现场勘查|380|220|visit|0|0
SV-103|Services|Maintenance visit|保养上门服务|580|330|visit|0|0
SV-104|Services|Maintenance contract Basic, 12 months|基础维保合约（12个月）|2400|1450|year|0|0
SV-105|Services|Maintenance contract Premium, 12 months|尊享维保合约（12个月）|4800|2950|year|0|0
SV-106|Services|Repair work|维修工时|260|150|hour|0|0
SV-107|Services|Call-out within the city|市区上门费|180|105|visit|0|0
SV-108|Services|Grinder calibration|磨豆机校准|320|175|visit|0|0
SV-109|Services|Water analysis|水质检测|260|120|test|0|0
SV-110|Services|Warranty extension, 12 months|延长保修（12个月）|1200|520|year|0|0
"""
COURSE = """
CR-101|Courses|Barista foundation, 2 days|咖啡师基础课程（2天）|1980|820|seat|0|0
CR-102|Courses|Latte art, 1 day|拉花课程（1天）|1280|520|seat|0|0
CR-103|Courses|Espresso calibration, half day|意式校准课程（半天）|780|320|seat|0|0
CR-104|Courses|Machine care for staff, half day|设备日常养护课程（半天）|580|240|seat|0|0
CR-105|Courses|Running a coffee shop, 3 days|咖啡馆经营课程（3天）|3680|1560|seat|0|0
CR-106|Courses|Cupping and tasting, half day|杯测与品鉴课程（半天）|680|270|seat|0|0
"""
MEMBERSHIP = """
MB-101|Memberships|Home Club, 12 months|家庭咖啡俱乐部（12个月）|298|60|year|0|0
MB-201|Memberships|Café Club Silver, 12 months|咖啡馆俱乐部银卡（12个月）|1280|240|year|0|0
MB-202|Memberships|Café Club Gold, 12 months|咖啡馆俱乐部金卡（12个月）|3280|680|year|0|0
MB-301|Memberships|Academy pass, 12 months|学院年卡（12个月）|2680|790|year|0|0
"""

# Bought X, then in the same order also Y with this probability: what a recommendation has to find again.
BUNDLES = {
    "EM-101": (("GR-101", 0.60), ("AC-101", 0.40), ("CB-101", 0.55), ("AC-102", 0.35), ("MB-101", 0.30)),
    "EM-102": (("GR-101", 0.45), ("GR-201", 0.25), ("AC-101", 0.45), ("CB-104", 0.40), ("MB-101", 0.40)),
    "EM-201": (("GR-201", 0.60), ("WT-201", 0.50), ("SV-101", 0.80), ("AC-101", 0.45), ("SV-104", 0.30)),
    "EM-202": (("GR-202", 0.65), ("WT-201", 0.35), ("WT-202", 0.35), ("SV-101", 0.85), ("SV-104", 0.35)),
    "EM-203": (("GR-202", 0.75), ("WT-202", 0.65), ("SV-101", 0.90), ("SV-105", 0.40), ("MC-201", 0.30)),
    "EM-301": (("CB-107", 0.55), ("MC-201", 0.45), ("SV-101", 0.70), ("CL-101", 0.50), ("WT-101", 0.25)),
    "EM-302": (("CB-107", 0.60), ("CL-102", 0.65), ("SV-101", 0.80), ("SV-105", 0.35), ("WT-201", 0.35)),
    "BB-201": (("FP-101", 0.80), ("GR-203", 0.35), ("SV-101", 0.35)),
    "BB-202": (("FP-101", 0.85), ("GR-203", 0.55), ("SV-101", 0.60)),
    "WT-201": (("WC-101", 0.60), ("SV-109", 0.35)),
    "WT-202": (("WC-103", 0.55), ("SV-109", 0.40)),
    "CU-101": (("CU-103", 0.75),),
    "CU-102": (("CU-103", 0.80), ("CU-105", 0.20)),
    "CU-104": (("CU-105", 0.70), ("SY-104", 0.25)),
    "CB-103": (("FP-102", 0.40),),
    "CB-104": (("FP-102", 0.45),),
    "AC-105": (("FP-102", 0.70), ("AC-103", 0.45)),
    "CL-101": (("CL-102", 0.35),),
    "SP-102": (("SV-108", 0.55),),
    "SP-103": (("SV-108", 0.60),),
}
# These two break down more often; factor on the ordinary rate. Complaints have factors of their own.
TROUBLESOME = {"EM-301": 4.0, "WT-201": 3.0}


@dataclass(frozen=True, slots=True)
class Product:
    """One thing for sale. `price` and `cost` in cents CNY in the year of the last day of the history."""

    id: str
    sku: str
    kind: str
    category: str
    name: str
    name_zh: str
    price: int
    cost: int
    unit: str
    tax: int
    warranty: int
    weight: float

    def price_in(self, year, last_year):
        """List price in cents in `year`: whole yuan, growing by 3 % every first of January."""
        return round(self.price / 100 / YEARLY_PRICE_GROWTH ** (last_year - year)) * 100


def _read(kind, text, products):
    for line in text.strip().splitlines():
        sku, category, name, name_zh, price, cost, unit, warranty, weight = line.split("|")
        product_id, tax = f"product_{len(products) + 1:03d}", 13 if kind in ("goods", "serial") else 6
        money = int(price) * 100, int(cost) * 100
        products[sku] = Product(
            product_id, sku, kind, category, name, name_zh, *money, unit, tax, int(warranty), float(weight)
        )


def catalogue():
    """{sku: Product}, 80 of them."""
    products = {}
    for kind, text in (
        ("serial", SERIAL), ("goods", GOODS), ("service", SERVICE), ("course", COURSE), ("membership", MEMBERSHIP)
    ):  # fmt: skip
        _read(kind, text, products)
    return products


def write_products(folder, products):
    columns = (
        "product_id sku name name_zh type category list_price cost unit tax_rate tracking warranty_months weight_kg"
    )
    with Table(folder, "products", columns) as table:
        for item in products.values():
            price, cost = f"{item.price // 100}.00", f"{item.cost // 100}.00"
            tracking = "serial" if item.kind == "serial" else "none"
            table.add(
                item.id, item.sku, item.name, item.name_zh, item.kind, item.category, price, cost, item.unit, item.tax,
                tracking, item.warranty, f"{item.weight:.2f}",
            )  # fmt: skip
        return table.rows
