"""Headless Chromium that tells of every console message and request, one for all tests of a file."""
import base64
import json
import os
import shutil
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

BINARY, DRIVER = '/usr/bin/chromium', '/usr/bin/chromedriver'
PATIENCE_S = 20


class Browser:
    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix='lifecircle-chromium-')
        options = webdriver.ChromeOptions()
        for argument in ('--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars',
                         '--disable-background-networking', '--disable-component-update', '--no-first-run',
                         f'--user-data-dir={self.profile}', '--window-size=1280,900'):
            options.add_argument(argument)
        options.binary_location = BINARY
        options.set_capability('goog:loggingPrefs', {'browser': 'ALL', 'performance': 'ALL'})
        self.driver = webdriver.Chrome(service=Service(DRIVER), options=options)
        self.devtools('Network.enable')

    def close(self):
        self.driver.quit()
        shutil.rmtree(self.profile, ignore_errors=True)

    def devtools(self, command, **arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def screen(self, width, height=900):
        self.devtools('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def scripts(self, on):
        self.devtools('Emulation.setScriptExecutionDisabled', value=not on)

    def open(self, path, mark=''):
        """Opens a file afresh; answers the seconds until it has loaded."""
        self.driver.get('about:blank')
        self.messages()
        self.requests()
        start = time.monotonic()
        self.driver.get('file://' + path + mark)
        return time.monotonic() - start

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def until(self, script, *arguments):
        """Waits for a script to answer something, which is the answer here."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            found = self.run(script, *arguments)
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f'never true: {script}')

    def messages(self):
        """Of the console, since they were asked for last."""
        return [entry['message'] for entry in self.driver.get_log('browser')]

    def requests(self):
        """Addresses asked for since the last call, but for the page's own file."""
        events = [json.loads(entry['message'])['message'] for entry in self.driver.get_log('performance')]
        return [event['params']['request']['url'] for event in events if event['method'] == 'Network.requestWillBeSent']

    def click(self, x, y):
        """As a mouse does it, in pixels of the screen."""
        for kind in ('mouseMoved', 'mousePressed', 'mouseReleased'):
            self.devtools('Input.dispatchMouseEvent', type=kind, x=x, y=y, button='left', clickCount=1)

    def print(self, path, width_in=8.27, height_in=11.69):
        printed = self.devtools('Page.printToPDF', paperWidth=width_in, paperHeight=height_in, printBackground=False)
        with open(path, 'wb') as file:
            file.write(base64.b64decode(printed['data']))

    def picture(self, name):
        """Keeps what the screen shows, where LCI_PICTURES names a folder."""
        folder = os.environ.get('LCI_PICTURES')
        if folder:
            self.driver.save_screenshot(os.path.join(folder, name + '.png'))
