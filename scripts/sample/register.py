"""What the bureau of the sample district hands in beside the three kinds of facilities: its register, gates, parks, figures.

The numbers mean nothing. What is planted in them is listed in geodata/SOURCES.md.
"""
from collections import namedtuple

# A row of the register. `more` holds its further columns, by the names that columns have in the configuration.
Entry = namedtuple('Entry', 'id name category x y more')


def entry(number, name, category, x, y, **more):
    return Entry(number, name, category, x, y, more)


PARTY, SERVICE, STATION = 'party_centre', 'service_facility', 'elderly_station'
AFFAIRS, TERMINAL, VOLUNTEERS = 'affairs_centre', 'self_service', 'volunteer_station'
RURAL, VILLAGE_POINT, CIRCLE_CENTRE = 'rural_elder_facility', 'village_point', 'circle_centre'
KINDS = ('dining', 'hairdresser', 'mending', 'repair', 'property_service', 'rest_place')
TITLES = {PARTY: '社区党群服务中心', SERVICE: '社区综合服务设施', STATION: '家门口养老服务站点', AFFAIRS: '社区事务受理服务中心',
          TERMINAL: '政务自助服务终端', VOLUNTEERS: '志愿服务站点', RURAL: '农村养老服务设施', VILLAGE_POINT: '村便民服务点',
          CIRCLE_CENTRE: '生活圈一站式综合服务中心', 'dining': '餐饮', 'hairdresser': '美发', 'mending': '缝补', 'repair': '维修',
          'property_service': '物业', 'rest_place': '休憩'}
COLUMNS = {'floor_area_m2': '建筑面积', 'site_area_m2': '用地面积', 'activity_area_m2': '居民活动面积', 'site': '地块', 'address': '地址',
           'volunteer_station': '志愿服务站', 'grade': '等级', 'level': '层级', 'unit_code': '所属单位', 'beds': '床位', 'status': '状态',
           'hours': '开放时间'}
DAY, NIGHT = '周一至周五 8:30-17:00', '24小时'

REGISTER = (
    # Party centres and service facilities: floor area of indicator 1.
    entry('DQ01', '云杉街道党群服务中心', PARTY, -695, 1030, floor_area_m2='1400', activity_area_m2='900', volunteer_station='是'),
    entry('DQ02', '海棠街道党群服务中心', PARTY, -755, -370, floor_area_m2='600', activity_area_m2='400', volunteer_station='否'),
    entry('DQ03', '白鹭镇党群服务中心', PARTY, 444, 1032, floor_area_m2='1300', activity_area_m2='700', volunteer_station='是',
          address='望江路100号'),
    entry('FW01', '云杉第一居委会综合服务中心', SERVICE, -1050, 1030, floor_area_m2='860', activity_area_m2='540', volunteer_station='是'),
    # Text for a number; only the land of it is known; not built yet; one building with the party centre of the town.
    entry('FW02', '锦川居委会综合服务中心', SERVICE, -415, 300, floor_area_m2='约1200㎡', activity_area_m2='700', volunteer_station='是'),
    entry('FW03', '北辰居委会综合服务中心', SERVICE, -100, 1030, site_area_m2='900', activity_area_m2='500', volunteer_station='否'),
    entry('FW04', '海棠第一居委会综合服务中心', SERVICE, -1115, -370, floor_area_m2='640', activity_area_m2='300', volunteer_station='是'),
    entry('FW05', '临江居委会综合服务中心', SERVICE, -95, -375, floor_area_m2='1500', activity_area_m2='900', volunteer_station='是',
          status='在建'),
    entry('FW06', '望江居委会综合服务中心', SERVICE, 441, 1030, floor_area_m2='1100', activity_area_m2='700', volunteer_station='是',
          address='望江路100号'),
    entry('FW07', '白鹭村第二综合服务中心', SERVICE, 1045, 305, floor_area_m2='900', activity_area_m2='500', volunteer_station='否'),
    entry('FW08', '白鹭村综合服务中心', SERVICE, 775, 305, floor_area_m2='500', activity_area_m2='350', volunteer_station='是'),
    entry('FW09', '芦湾居委会综合服务中心', SERVICE, 1045, -372, floor_area_m2='380', activity_area_m2='200', volunteer_station='是'),
    # One house on two committees' land.
    entry('FW10', '望江第二综合服务中心', SERVICE, 715, 735, floor_area_m2='300', activity_area_m2='200', volunteer_station='否',
          site='望灯共用'),
    entry('FW11', '灯塔第二综合服务中心', SERVICE, 765, 735, floor_area_m2='420', activity_area_m2='260', volunteer_station='否',
          site='望灯共用'),
    # The "N" of "1 + N", without beds; one of them inside a walled home, one closed.
    entry('YZ01', '云杉养老服务站', STATION, -1050, 1365, beds='0'), entry('YZ02', '北辰养老服务站', STATION, -345, 1095, beds='0'),
    entry('YZ03', '海棠养老服务站', STATION, -1115, -305, beds='0'), entry('YZ04', '临江养老服务站', STATION, -95, -305, beds='0'),
    entry('YZ05', '白鹭养老服务站', STATION, 435, -305, beds='0'), entry('YZ06', '樱安里养老服务站', STATION, 1180, 870, beds='0'),
    entry('YZ07', '金穗养老服务站', STATION, 705, -715, beds='0'), entry('YZ08', '站南养老服务站', STATION, -755, -1075, beds='0'),
    entry('YZ09', '锦川养老服务站', STATION, -690, 375, beds='0', status='停业'),
    # One that every subdistrict and town has to have, of the best grade.
    entry('SW01', '云杉街道社区事务受理服务中心', AFFAIRS, -690, 1095, grade='5A'),
    entry('SW02', '海棠街道社区事务受理服务中心', AFFAIRS, -690, -305, grade='4A'),
    entry('SW03', '白鹭镇社区事务受理服务中心', AFFAIRS, 1045, 675, grade='5A'),
    entry('SW05', '远帆街道社区事务受理服务中心', AFFAIRS, 1560, 320, grade='5A'),
    # Terminals: some for 24 hours, one whose hours nobody wrote down, one not there yet.
    entry('ZZ01', '云杉自助服务点', TERMINAL, -1115, 735, hours=NIGHT), entry('ZZ02', '锦川自助服务点', TERMINAL, -345, 375, hours=DAY),
    entry('ZZ03', '海棠自助服务点', TERMINAL, -755, -645, hours=NIGHT),
    entry('ZZ04', '望江自助服务点', TERMINAL, 435, 735, hours='周一至周五 9:00-17:00（节假日除外）'),
    entry('ZZ05', '灯塔自助服务点', TERMINAL, 1115, 735, hours=NIGHT, status='在建'),
    entry('ZZ06', '白鹭村自助服务点', TERMINAL, 705, 35, hours=NIGHT), entry('ZZ07', '芦湾自助服务点', TERMINAL, 1045, -645),
    # Some beside the service facilities that say they have one, one beside a facility that says it has none.
    entry('ZY01', '云杉志愿服务站', VOLUNTEERS, -1050, 1045), entry('ZY02', '望江志愿服务站', VOLUNTEERS, 441, 1012),
    entry('ZY03', '白鹭村第二志愿服务站', VOLUNTEERS, 1045, 288), entry('ZY04', '白鹭村志愿服务站', VOLUNTEERS, 800, 305),
    entry('ZY05', '锦川志愿服务站', VOLUNTEERS, -345, 300),
    # The rural network of groups, villages, circles and towns; the last two contradict where they lie.
    entry('NY01', '芦湾镇养护院', RURAL, 705, -375, level='镇', beds='60'),
    entry('NY02', '芦湾村片照护站', RURAL, 435, -715, level='片', beds='24'),
    entry('NY03', '白鹭村互助点', RURAL, 705, 305, level='村', beds='10', unit_code='310999003003'),
    entry('NY04', '白鹭一组睦邻点', RURAL, 435, 30, level='组', beds='4', unit_code='Z01'),
    entry('NY05', '白鹭二组睦邻点', RURAL, 705, -35, level='组', beds='4', unit_code='Z02'),
    entry('NY06', '望江睦邻点', RURAL, 435, 1095, level='组', beds='3'),
    entry('CB01', '白鹭村便民服务点', VILLAGE_POINT, 775, 35),
    entry('ZX01', '云杉西片中心', CIRCLE_CENTRE, -1115, 1030), entry('ZX02', '海棠西片中心', CIRCLE_CENTRE, -1115, -645),
    entry('ZX03', '白鹭城片中心', CIRCLE_CENTRE, 775, 1030),
)

# The six kinds of a convenience outlet as single shops: where each is.
SHOPS = {
    'dining': ((-1385, 740), (-1050, 740), (-420, -35), (-100, 300), (440, 380), (1040, -40), (700, -1000)),
    'hairdresser': ((-1385, 695), (-1050, 366), (-760, 1030), (-340, 740), (-1050, -650), (1120, 375)),
    'mending': ((-1385, 410), (-1050, 1090), (-690, 740), (770, -310)),
    'repair': ((-1124, 380), (-1120, 1090), (-420, -650), (440, 740), (1050, -1000)),
    'property_service': ((-1050, -30), (-1120, 675), (-420, 1030), (700, 675), (1045, 305)),
    'rest_place': ((-760, 300), (-1385, 1030), (-1050, 670), (-90, -650), (770, 375), (430, -650), (-1120, -1010)),
}

# number, name, x, y, square metres: large, at the upper step, between the steps, too small.
PARKS = (('GY01', '云杉公园', -900, 1230, '12000'), ('GY02', '和风公园', -222, 168, '5000'), ('GY03', '海棠游园', -550, -850, '4200'),
         ('GY04', '白鹭游园', 1235, 880, '2600'), ('GY05', '口袋公园', 570, 560, '900'), ('GY06', '芦湾公园', 900, -850, '约8000㎡'))
KINDERGARTENS = (('YE01', '云杉幼儿园', -1150, 640), ('YE02', '海棠幼儿园', -560, -390), ('YE03', '白鹭幼儿园', 620, 760),
                 ('YE04', '芦湾幼儿园', 860, -390))

# Homes with walls, and the gates that are known: number, home, x, y, who passes, for residents only, hours. The compound H068 has
# a wall too, but nobody wrote down where its gate is. The missing gate of H041 is in the south.
WALLED = ('H009', 'H025', 'H041', 'H068')
GATES = (
    ('M01', 'H041', 'north', 0.3, '人行', '否', '24小时'),
    ('M02', 'H009', 'north', 0.5, '人行', '是', '24小时'), ('M03', 'H009', 'south', 0.5, '车行', '否', '24小时'),
    ('M04', 'H025', 'south', 0.4, '人车', '否', '24小时'), ('M05', 'H025', 'west', 0.6, '人行', '否', '6:00-22:00'),
)
SIDES = {'south': 0, 'east': 1, 'north': 2, 'west': 3}


def place_of_gate(ring, side, share):
    """On the side of a home with four corners, which run from the south-west counter-clockwise."""
    (ax, ay), (bx, by) = ring[SIDES[side]], ring[(SIDES[side] + 1) % 4]
    return ax + (bx - ax) * share, ay + (by - ay) * share


# Of each subdistrict: families on the platform, resident households, community workers, with a certificate, urban residents.
STAFF = (('310999001', 3310, 4720, 26, 7, 11800), ('310999002', 3020, 4950, 22, 3, 10700), ('310999003', 4410, 6180, 24, 6, 12100),
         ('310999004', 1180, 2050, 9, 2, 3600), ('310999005', 0, 0, 0, 0, 0))
# Of each subdistrict: satisfied, of valid answers; square metres of commerce and service, of all floor area of new communities.
SURVEY = (('310999001', 412, 480), ('310999002', 301, 395), ('310999003', 428, 510), ('310999004', 96, 120), ('310999005', 0, 0))
NEW_COMMUNITIES = (('310999001', 5200, 41000), ('310999003', 3900, 52000))
# Where the committees of the communities sit: that is where their units set out from.
COMMITTEES = (('310999001001', -1110, 720), ('310999001002', -400, 370), ('310999001003', -360, 1030), ('310999002001', -760, -650),
              ('310999002002', -90, -660), ('310999003001', 430, 1090), ('310999003002', 1110, 670), ('310999003003', 1050, 40),
              ('310999004001', 420, -1060), ('310999004002', 1050, -1010))
# How many organisations are registered in each community.
ORGANISATIONS = {'310999001001': 6, '310999001002': 4, '310999002001': 5, '310999003001': 3, '310999003003': 2, '310999004001': 1}

# Pieces of the land survey (GB/T 21010: the third national one), with households: code, households, box on the plan.
LAND = (('0701', 320, (-1360, 1110, -1130, 1350)), ('0702', 60, (470, -1200, 560, -1105)), ('0702', 45, (780, -1175, 900, -1085)),
        ('0301', 0, (1110, -1000, 1400, -820)), ('0810', 0, (-980, 1215, -820, 1245)),
        ('1101', 0, (150, -1500, 220, 1500)), ('0602', 0, (1520, -400, 1680, 900)))

# A later list of the elderly-care centres: YL02 has moved across the railway, YL06 is located and open, YL10 is new.
LATER = {'moved': ('YL02', '海棠街道综合为老服务中心', -430, -1075), 'located': ('YL06', '柳湾日间照护点', 435, -1075),
         'new': ('YL10', '北辰综合为老服务中心', -100, 1100)}


def shops():
    """The single shops, numbered by kind."""
    return [Entry(f'{prefix}{number:02d}', f'{TITLES[kind]}{number}号店', kind, x, y, {})
            for prefix, (kind, places) in zip(('CY', 'MF', 'FB', 'WX', 'WU', 'XQ'), SHOPS.items())
            for number, (x, y) in enumerate(places, 1)]


def everything():
    return [*REGISTER, *shops()]
