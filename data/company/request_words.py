"""How customers put it. Each text is 'subject|description', English and Chinese."""

# ruff: noqa: E501 -- a table is easier to read with one entry a line

# skill: (topic, English, Chinese, chance that it is solved without a visit)
SYMPTOMS = {
    "espresso": (
        ("no_pressure", "No pressure at the group|The pump runs but the gauge stays under 3 bar, the coffee just drips. Started this morning.", "冲煮头没压力|泵在响，压力表上不到3巴，咖啡一滴一滴往下漏，今天早上开始的。", 0.3),
        ("steam_leak", "Steam wand keeps dripping|The left steam wand drips all day even when it is closed hard. We have to empty the tray every hour.", "蒸汽棒一直滴水|左边蒸汽棒拧紧了还是滴水，一个小时就要倒一次水盘。", 0.2),
        ("e03", "Display shows E03|Machine stops heating and shows E03. Switched off and on twice, same again after ten minutes.", "屏幕显示E03|机器不加热，报E03，关机重启两次，十分钟后又报。", 0.35),
        ("scale", "Very slow flow, probably scale|Flow is getting slower every week, we never descaled since installation.", "出水越来越慢|出水一周比一周慢，装好以后没除过垢，估计结垢了。", 0.4),
        ("trips_fuse", "Fuse trips when it heats up|About five minutes after switching on the fuse of the bar trips. Nothing else is on that line.", "一加热就跳闸|开机五分钟左右吧台就跳闸，这条线上没有别的电器。", 0.05),
    ),
    "automatic": (
        ("brew_unit", "Brew unit blocked|It says 'brew unit blocked' and will not make coffee. We took it out and rinsed it, no change.", "冲泡器卡住|提示冲泡器卡住，做不了咖啡，拿出来冲洗过，没用。", 0.25),
        ("e17", "Error E17 again|E17 came back, third time this month. 40 people in the office are waiting for coffee.", "又报E17|E17又来了，这个月第三次了，办公室四十个人等着喝咖啡。", 0.1),
        ("milk", "Milk foam is cold and thin|The cappuccino comes out lukewarm with hardly any foam. Cleaner was run yesterday.", "奶泡又凉又稀|卡布奇诺出来是温的，几乎没有奶泡，昨天刚洗过奶路。", 0.4),
        ("leak", "Water under the machine|There is a puddle under the machine every morning, about a glass of water.", "机器底下漏水|每天早上机器下面都有一滩水，大概一杯的量。", 0.1),
    ),
    "grinder": (
        ("uneven", "Grind is uneven|Doses vary by two grams and the shots run anything between 18 and 35 seconds.", "研磨不均匀|每次粉量差两克，萃取时间从18秒到35秒都有。", 0.35),
        ("jammed", "Grinder jammed|Makes a humming noise and does not turn. I think there was a stone in the beans.", "磨豆机卡死|嗡嗡响但不转，怀疑豆子里有小石子。", 0.3),
        ("burrs", "Burrs worn out?|We do about 4 kg a day and the coffee tastes flat since a few weeks.", "磨盘是不是该换了|一天磨四公斤左右，这几周咖啡味道发闷。", 0.4),
    ),
    "brewer": (
        ("overflow", "Brewer overflows|Water runs over the basket into the counter, we use the right paper.", "滴滤机溢水|水从滤杯溢到台面上，滤纸没用错。", 0.35),
        ("not_hot", "Water not hot enough|Only 78 degrees on our thermometer, the display says 93.", "水温不够|显示93度，自己量只有78度。", 0.3),
        ("valve", "Inlet valve buzzing|Loud buzzing while it fills and it takes ten minutes.", "进水阀嗡嗡响|进水时声音很大，要十分钟才满。", 0.15),
    ),
    "water": (
        ("low_flow", "Hardly any water from the filter unit|Flow from the Aqualis dropped to almost nothing, the espresso machine starves.", "净水机几乎不出水|净水机出水很小，咖啡机老是缺水。", 0.3),
        ("leak", "Filter housing leaks|Water drips from the housing since the cartridge was changed on Friday.", "滤壳漏水|周五换完滤芯后，滤壳一直滴水。", 0.25),
        ("tds", "TDS alarm is on|Red light and a TDS reading of 210, membrane is only eight months old.", "TDS报警|红灯亮，TDS显示210，膜才用了八个月。", 0.3),
    ),
    "cooling": (
        ("warm", "Not cooling any more|Temperature is at 14 degrees and rising, we had to move the milk.", "不制冷了|温度升到14度了，牛奶只好搬走。", 0.1),
        ("ice", "Ice maker makes half of what it did|We get maybe one bin a day instead of two, the cubes are hollow.", "制冰量少了一半|原来一天两桶，现在一桶，冰还是空心的。", 0.3),
        ("noise", "Compressor very loud|Guests complain about the noise, it rattles when it starts.", "压缩机很吵|启动时哐哐响，客人都有意见了。", 0.3),
    ),
    "maintenance": (
        ("yearly", "Yearly maintenance due|Please plan the yearly service, Tuesday or Wednesday morning before ten suits us.", "预约年度保养|麻烦安排年度保养，周二或周三上午十点前最好。", 0.0),
        ("descaling", "Descaling and new gaskets|We would like to have it descaled and the gaskets changed before the season.", "除垢和换密封圈|旺季之前想除一次垢，顺便把密封圈换了。", 0.0),
    ),
}  # fmt: skip

GENERAL = (
    ("invoice", "Invoice on the wrong company name|Could you reissue our last invoice? The company name should end in the new legal form.", "发票抬头开错了|上一张发票抬头少了两个字，能重开吗？要专票。"),
    ("invoice", "Copy of the invoice please|Our bookkeeper cannot find the invoice of last month's delivery.", "补一份发票|会计那边找不到上个月那批货的发票，麻烦再发一份。"),
    ("delivery", "Where is our delivery?|The beans were promised for Monday and it is Wednesday.", "货怎么还没到|说好周一到的豆子，今天都周三了。"),
    ("delivery", "One carton missing|We received three cartons, four are on the delivery note.", "少了一箱|送货单上四箱，实际只收到三箱。"),
    ("how_to", "How often backflush?|New staff here, how often do we have to backflush with powder?", "多久反冲洗一次|店里来了新人，请问多久要用清洁粉反冲一次？"),
    ("how_to", "Which grind for the new blend?|We switched to the dark roast and the shots run too fast.", "换豆子后怎么调磨|换了深烘拼配，萃取太快，应该往哪边调？"),
    ("membership", "Member price not applied|We are Silver members but the last order shows the normal price.", "没有按会员价算|我们是银卡会员，上一单还是按原价收的。"),
    ("course", "Change the course date|One of our two baristas is ill, can she join the next foundation course?", "课程改期|两个咖啡师有一个病了，基础课能改到下一期吗？"),
    ("return", "Return of unopened cups|We ordered the wrong size, two cartons are still closed. Can we send them back?", "退没拆封的杯子|杯子尺寸订错了，两箱没拆，可以退吗？"),
)  # fmt: skip
