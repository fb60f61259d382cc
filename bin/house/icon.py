"""Draw an addon's icon: a Font Awesome 4.7 glyph in white on a rounded square of the family's colour.

    python bin/house/icon.py crm_service/crm_service f0ad

The glyph is the hexadecimal code from Font Awesome's list; the colour says which family the addon belongs to.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

COLOURS = {
    "crm_extended": ("#714B67", "#9A6C8E"),
    "crm_service": ("#017E84", "#2AA6A0"),
    "crm_callcenter": ("#B45F06", "#E08A2E"),
    "erp_connectors": ("#1F4E79", "#3F7FBF"),
}
SIZE = 256


def draw(addon, glyph):
    """Write static/description/icon.png of the addon in folder `addon`."""
    import odoo.addons.web as web

    addon = Path(addon).resolve()
    top, bottom = COLOURS.get(addon.parent.name, COLOURS["erp_connectors"])
    image = Image.new("RGBA", (SIZE, SIZE))
    mask = Image.new("L", (SIZE * 4, SIZE * 4))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, SIZE * 4 - 1, SIZE * 4 - 1), radius=SIZE * 4 // 6, fill=255)
    shade = Image.linear_gradient("L").resize((SIZE, SIZE))
    image.paste(Image.composite(Image.new("RGBA", (SIZE, SIZE), top), Image.new("RGBA", (SIZE, SIZE), bottom), shade))
    font_file = next(Path(web.__file__).parent.rglob("fontawesome-webfont.ttf"))
    font = ImageFont.truetype(str(font_file), int(SIZE * 0.56))
    ImageDraw.Draw(image).text((SIZE / 2, SIZE / 2), chr(int(glyph, 16)), font=font, fill="white", anchor="mm")
    image.putalpha(mask.resize((SIZE, SIZE), Image.LANCZOS))
    target = addon / "static/description/icon.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    image.save(target, optimize=True)
    return target


if __name__ == "__main__":
    print(draw(sys.argv[1], sys.argv[2]))
