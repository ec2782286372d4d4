"""Scrapy's settings: every departure from its defaults (Scrapy 2.19), with the reason on the line."""

from __future__ import annotations

from crawler import __version__
from crawler.choices import read_choices

_choices = read_choices()

BOT_NAME = "kliping"
SPIDER_MODULES = ["crawler.spiders"]
SPIDER_LOADER_CLASS = "crawler.loader.OutletLoader"  # an outlet without a spider of its own gets the news spider

# Who we say we are. Republika's robots.txt names the agent "Scrapy": our own product token, obeyed as itself or by *.
USER_AGENT = f"Kliping/{__version__} (+{_choices.contact or 'https://kliping.example/no-contact-set'})"
ROBOTSTXT_USER_AGENT = "Kliping"  # default: the whole User-Agent; rules are matched by product token
ROBOTSTXT_OBEY = True  # default False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "id,en;q=0.5",  # default en: some outlets answer in English where they can
}

# Politeness: an outlet never sees two requests of ours at once on one host.
CONCURRENT_REQUESTS = 16  # over all hosts of one outlet; 16 is the default
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 1_000_000  # default 5 MB; bytes of an outlet's pages that wait for their reader
DOWNLOAD_DELAY = 1.0  # default 0; an outlet's `delay` overrides it
DOWNLOAD_DELAY_JITTER = 0.5  # the default, named because it is part of the promise
AUTOTHROTTLE_ENABLED = True  # default False; a slow server is asked less often, never more than the delay allows
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY  # default 5 s
AUTOTHROTTLE_MAX_DELAY = 30.0  # default 60 s
COOKIES_ENABLED = False  # default True; a reader without an account needs none, and they tell visits apart
REFERER_ENABLED = True  # the default: a link followed says where it was found

SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # default LIFO: the oldest listed would go first

# What one page may cost us.
DOWNLOAD_TIMEOUT = 30  # default 180 s; a news page that takes longer is down
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024  # default 1 GiB; the largest real page seen was 2.3 MB
DOWNLOAD_WARNSIZE = 0  # default 32 MiB: above the limit, so it could never warn
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False
REDIRECT_MAX_TIMES = 5  # default 20
METAREFRESH_ENABLED = False  # default True; reloading fronts would loop, and an article never needs it
URLLENGTH_LIMIT = 2083  # the default
DNS_TIMEOUT = 20  # default 60 s

# A failure is tried again at once only where it is likely to help; the ledger tries later again.
RETRY_TIMES = 1  # default 2
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # default ERROR; the ledger has the outcome
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524]  # default adds 408 and 429: a 429 means go away

# Doors that stay shut.
TELNETCONSOLE_ENABLED = False  # default True
REMOTE_CONTROL_ENABLED = False  # default True

# What is measured to cost and not needed.
WARN_ON_GENERATOR_RETURN_VALUE = False  # default True: re-reads the callback's source at each response, up to 3 ms
CONCURRENT_ITEMS = 1  # default 100: as many tasks are made for each response, of which ours use one; 2 ms a page
MEMUSAGE_ENABLED = False  # default True: needs a thread a minute and mails nobody
STATS_DUMP = False  # default True: the journal says it in one line
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"  # default counts some twenty things a response: ours does

DOWNLOAD_HANDLERS = {  # pages come over http and https and in no other way
    # Scrapy's own ask whatever a name leads to, and wait up to 30 s for an answer; a run told to stop has ten.
    "http": "crawler.connection.Connection",
    "https": "crawler.connection.Connection",
    "data": None, "file": None, "ftp": None, "s3": None,  # on by default
}  # fmt: skip
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the guard knows the outlet's hosts
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # ours raises a refusal of its own
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # no outlet has a password
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # COOKIES_ENABLED: not even made
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,  # METAREFRESH_ENABLED: not even made
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,  # what is to be kept is in raw/
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,  # writes every answer out again to count it
    "crawler.guard.Guard": 50,  # before robots.txt is asked: whose host, which scheme, private or not
    "crawler.politeness.Robots": 100,
    "crawler.politeness.Patience": 880,  # last before the downloader: it lets one request a host through at a time
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # walks are bounded by day and page, not by depth
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,  # looks for a mistake that ours do not make
}
EXTENSIONS = {
    # Each is made anew for each outlet. The remote control alone imports aiohttp: 0.2 s and 20 MB.
    "scrapy.extensions.remote_control.RemoteControl": None, "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.memusage.MemoryUsage": None, "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.corestats.CoreStats": None, "scrapy.extensions.logcount.LogCount": None,
    "scrapy.extensions.logstats.LogStats": None, "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.closespider.CloseSpider": None, "scrapy.extensions.feedexport.FeedExporter": None,
    "crawler.lock.LockExtension": 0,  # `scrapy crawl` takes the one lock too
    "crawler.journal.Journal": 10,
}  # fmt: skip
ITEM_PIPELINES = {
    "pipelines.components.ArchivePipeline": 100,
    "pipelines.components.ArticlePipeline": 500,
    "pipelines.components.StorePipeline": 900,
}

LOG_LEVEL = "INFO"  # default DEBUG: a line a request
LOG_SHORT_NAMES = True

# Ours.
KLIPING_DATA = str(_choices.data)
KLIPING_OUTLETS = [str(folder) for folder in _choices.outlets]
KLIPING_CONTACT = _choices.contact
KLIPING_PROCESSES = _choices.processes  # how many may read pages where that pays; None is one a core
KLIPING_CRAWL = None  # the crawl's row; made by the journal where a command did not
KLIPING_LIMIT = None  # newly stored articles per outlet
KLIPING_DRY = False  # read listings and write nothing
KLIPING_TODAY = None  # the day a dated index is asked for; None is today in the outlet's own zone
KLIPING_SINCE = None  # the first and the last day wanted, for a crawl that goes back in time
KLIPING_UNTIL = None
KLIPING_RECHECK = False  # look at every stored article again, due or not
