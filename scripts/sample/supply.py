"""The facilities of the sample district that its simple configuration asks about."""
from .plan import Facility

ELDERLY, MINOR, OUTLET = 'elderly_centre', 'minor_station', 'convenience_outlet'

ELDERLY_CENTRES = (
    ('YL01', '云杉街道综合为老服务中心', -1098, 880),
    ('YL02', '海棠街道综合为老服务中心', -401, -520),
    ('YL03', '白鹭镇综合为老服务中心', 762, 520),
    ('YL04', '芦湾镇综合为老服务中心', 1062, -500),
)
# The same centre once more, four decimetres away: to be counted once.
ELDERLY_AGAIN = ('YL09', '白鹭镇综合为老服务中心', 762.3, 520.3)
# Farther from every street than 200 m: to be reported, covers nothing.
ELDERLY_FAR = ('YL05', '湿地日间照护点', 1390, -560)

MINOR_STATIONS = (
    ('WB01', '云杉街道未成年人保护站', -752, 735),
    ('WB02', '白鹭镇未成年人保护站', 718, -45),
)

OUTLETS = (
    ('BM01', '云杉早餐与缝补', -1390, 1085), ('BM02', '和风便民点', -206, 245), ('BM03', '锦川维修', -1050, 310),
    ('BM04', '中和小食', -700, -30), ('BM05', '站南便民点', -900, -1010), ('BM06', '望江便民点', 430, 840),
    ('BM07', '芦苇理发', 700, -210), ('BM08', '远帆便民点', 1390, 520),
)

def fill(plan):
    for rows, category in ((ELDERLY_CENTRES + (ELDERLY_FAR,), ELDERLY), (MINOR_STATIONS, MINOR), (OUTLETS, OUTLET)):
        plan.facilities += [Facility(number, name, category, x, y) for number, name, x, y in rows]
