"""Bangla: day, month, year, as everywhere here, without the comma that Django puts before the year."""

DATE_FORMAT = "j E Y"
SHORT_DATE_FORMAT = "j M Y"
MONTH_DAY_FORMAT = "j E"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j E Y, H:i"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
FIRST_DAY_OF_WEEK = 1
