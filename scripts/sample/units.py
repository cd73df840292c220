"""The reporting units of the sample district: boxes on the plan, (code, name, west, south, east, north)."""

# Code, name, and the boxes of each.
TIERS = (('Q1', '城市化地区', (-1500, -1500, 185, 1500), (1500, -1500, 1700, 1500)), ('Q2', '城镇化拓展区', (185, -340, 1500, 1500)),
         ('Q3', '远郊地区', (185, -1500, 1500, -340)))
# What the rule of who walks and who rides asks of a subdistrict: the name of its tier.
AREA_CLASS = {'310999001': '城市化地区', '310999002': '城市化地区', '310999003': '城镇化拓展区', '310999004': '远郊地区',
              '310999005': '城市化地区'}

# The last one has no home: works and docks.
SUBDISTRICTS = (
    ('310999001', '云杉街道', -1500, 0, 185, 1500),
    ('310999002', '海棠街道', -1500, -1500, 185, 0),
    ('310999003', '白鹭镇', 185, -340, 1500, 1500),
    ('310999004', '芦湾镇', 185, -1500, 1500, -340),
    ('310999005', '远帆街道', 1500, -1500, 1700, 1500),
)
# Those of villages are called so: the rural network asks them for a facility.
CIRCLES = (
    ('P01', '云杉西片', -1500, 0, -720, 1500), ('P02', '云杉东片', -720, 0, 185, 1500),
    ('P03', '海棠西片', -1500, -1500, -380, 0), ('P04', '海棠东片', -380, -1500, 185, 0),
    ('P05', '白鹭城片', 185, 340, 1500, 1500), ('P06', '白鹭村片', 185, -340, 1500, 340), ('P07', '芦湾村片', 185, -1500, 1500, -340),
)
# The communities fill their subdistricts, but for the last one.
COMMUNITIES = (
    ('310999001001', '云杉第一居委会', -1500, 0, -720, 1500), ('310999001002', '锦川居委会', -720, 0, 185, 700),
    ('310999001003', '北辰居委会', -720, 700, 185, 1500),
    ('310999002001', '海棠第一居委会', -1500, -1500, -380, 0), ('310999002002', '临江居委会', -380, -1500, 185, 0),
    ('310999003001', '望江居委会', 185, 340, 740, 1500), ('310999003002', '灯塔居委会', 740, 340, 1500, 1500),
    ('310999003003', '白鹭村', 185, -340, 1500, 340),
    ('310999004001', '金穗村', 185, -1500, 740, -340), ('310999004002', '芦湾居委会', 740, -1500, 1500, -340),
)
# Of the two villages.
GROUPS = (
    ('Z01', '白鹭村一组', 185, -340, 740, 340), ('Z02', '白鹭村二组', 740, -340, 1500, 340),
    ('Z03', '金穗村一组', 185, -680, 740, -340), ('Z04', '金穗村二组', 185, -1500, 740, -680),
)


def holding(units, x, y):
    """Code of the unit that holds a place, or None."""
    return next((code for code, _, west, south, east, north in units if west < x < east and south < y < north), None)


def sort_of(name):
    """Street or town; residents' or villagers' committee; circle of villages or of a town; None of others."""
    for ending, sort in (('街道', '街道'), ('镇', '镇'), ('居委会', '居'), ('村片', '村片'), ('片', '城片'), ('村', '村')):
        if name.endswith(ending):
            return sort
    return None
