"""Every line of working in words. The numbers stand in it by name; a length of time is spoken as a whole."""

from typing import Any

from mrc.claims.rules.assessment import StepCode
from mrc.i18n import lazy

WORDS: dict[Any, Any] = {
    StepCode: {
        StepCode.SERVICE: lazy("Service from %(start)s to %(end)s, both days included: %(length)s."),
        StepCode.SERVICE_DAYS: lazy("Service from %(start)s to %(end)s, both days included, in days: %(days)s."),
        StepCode.SERVICE_MONTHS: lazy(
            "Service from %(start)s to %(end)s, where a month that was begun counts whole: %(months)s."
        ),
        StepCode.SERVICE_NEAREST_MONTH: lazy("Service from %(start)s to %(end)s, to the nearest month: %(months)s."),
        StepCode.PART_OF_SERVICE: lazy("Part of the service, from %(start)s to %(end)s: %(length)s."),
        StepCode.ABSENCE_TAKEN_OFF: lazy("Unpaid absence comes off the end of the service: %(days)s."),
        StepCode.BASIC_WAGE: lazy("Basic wage: %(wage)s."),
        StepCode.BASIC_AND_SOCIAL: lazy(
            "Basic wage %(basic)s and social allowance %(allowance)s, together %(wage)s."
        ),
        StepCode.WHOLE_WAGE: lazy("Whole wage: %(wage)s."),
        StepCode.WHOLE_WAGE_ASSUMED: lazy(
            "The whole wage was not told. Basic wage and social allowance stand for it: %(wage)s."
        ),
        StepCode.WAGE_OF_MONTH: lazy("Wage of %(month)s: %(wage)s."),
        StepCode.AVERAGE_WAGE: lazy("Average wage of a month from %(start)s to %(end)s: %(wage)s."),
        StepCode.AVERAGE_ASSUMED: lazy(
            "Average wage of a month from %(start)s to %(end)s, with the agreed wage for months without a record: "
            "%(wage)s."
        ),
        StepCode.DAY_OF_MONTH: lazy("A day's wage: %(wage)s / %(divisor)s = %(day)s."),
        StepCode.DAY_OF_YEAR: lazy("A day's wage: 12 × %(wage)s / 365 = %(day)s."),
        StepCode.DAY_OF_PERIOD: lazy("An average day: %(whole)s of three months / %(days)s = %(day)s."),
        StepCode.DAY_AGREED: lazy("A day's wage as agreed: %(day)s."),
        StepCode.DAY_OF_HOURS: lazy("A day's wage: %(hours)s hours × %(hour)s = %(day)s."),
        StepCode.HOUR_OF_DAY: lazy("An hour's wage: %(day)s / %(hours)s hours = %(hour)s."),
        StepCode.HOUR_OF_WEEK: lazy("An hour's wage: 12 × %(wage)s / (52 weeks × %(hours)s hours) = %(hour)s."),
        StepCode.HOUR_AGREED: lazy("An hour's wage as agreed: %(hour)s."),
        StepCode.HOURS_ASSUMED: lazy("The hours of a day were not told. The law's %(hours)s hours stand for them."),
        StepCode.YEARS_AT_DAYS: lazy("%(rate)s × a day's wage for each year, for %(length)s: %(amount)s."),
        StepCode.YEARS_AT_MONTHS: lazy("%(rate)s × a month's wage for each year, for %(length)s: %(amount)s."),
        StepCode.MONTHS_AT_PERCENT: lazy("%(percent)s %% of the wage for each month, for %(length)s: %(amount)s."),
        StepCode.DAYS_FOR_LENGTH: lazy("This length of service gives %(rate)s × a day's wage: %(amount)s."),
        StepCode.DAYS_A_YEAR_FOR_LENGTH: lazy(
            "This length of service gives %(rate)s × a day's wage for each year: %(amount)s."
        ),
        StepCode.SHARE_A_YEAR: lazy("For each year %(share)s of it, not more than %(cap)s: %(amount)s."),
        StepCode.DAYS_A_YEAR_CAPPED: lazy(
            "For each year %(rate)s × a day's wage, not more than %(cap)s: %(amount)s."
        ),
        StepCode.YEARS_AT_AMOUNT: lazy("%(rate)s for each year, for %(length)s: %(amount)s."),
        StepCode.DAYS_OF_SERVICE: lazy("%(rate)s average days for each 365 days, for %(days)s: %(amount)s."),
        StepCode.MONTHS_OF_YEAR: lazy("An average month for each twelve months, for %(months)s: %(amount)s."),
        StepCode.CAPPED_AT_MONTHS: lazy("Not more than the wages of %(months)s: %(amount)s."),
        StepCode.CAPPED_AT_AMOUNT: lazy("Not more than %(cap)s in all."),
        StepCode.CAPPED_LAST_PART: lazy(
            "Not more than %(cap)s in all; what is over is cut from the part after %(date)s."
        ),
        StepCode.SHARE_ON_RESIGNING: lazy("The worker resigned after %(length)s: %(share)s of it, %(amount)s."),
        StepCode.TOO_SHORT_YEARS: lazy("Nothing is owed: the law asks for %(years)s of service."),
        StepCode.TOO_SHORT_DAYS: lazy(
            "Nothing is owed: the law asks for %(limit)s days of service; these are %(days)s."
        ),
        StepCode.PART_TOO_SHORT: lazy(
            "Nothing is owed for this part: the law of its time (%(article)s) asks for %(years)s of service."
        ),
        StepCode.ENDING_GIVES_NOTHING: lazy("Nothing is owed after this way of ending: %(exit)s."),
        StepCode.ENDING_MAY_TAKE_IT: lazy(
            "This way of ending (%(exit)s) takes it away on narrow grounds only. When they are not proven, up to "
            "%(amount)s is owed."
        ),
        StepCode.ENDING_UNSETTLED: lazy(
            "Whether it is owed after this way of ending (%(exit)s) is not settled: between nothing and %(amount)s."
        ),
        StepCode.FIXED_TERM_UNSETTLED: lazy("For some projects of a fixed term of up to %(years)s nothing is owed."),
        StepCode.WAGE_ABOVE_LIMIT: lazy(
            "Nothing is owed: the wage of %(wage)s is above the limit of %(limit)s up to which the law applies."
        ),
        StepCode.WITH_SOCIAL_SECURITY: lazy(
            "The worker is covered by social security: the employer owes nothing, the claim goes to the insurance."
        ),
        StepCode.FROM_SOCIAL_INSURANCE: lazy("This is claimed from the social insurance, not from the employer."),
        StepCode.FROM_INSURER: lazy(
            "Where an insurance for the end of the job was taken out, as for workers on temporary permits, it is "
            "claimed from the insurer; what the insurer does not pay, the employer owes."
        ),
        StepCode.MONTH_SHORT: lazy(
            "%(month)s: due %(due)s, lawful deductions %(deductions)s, paid %(paid)s; still owed %(short)s."
        ),
        StepCode.MONTH_NOT_SHORT: lazy(
            "%(month)s: due %(due)s, lawful deductions %(deductions)s, paid %(paid)s; nothing is owed, and what was "
            "paid too much counts against no other month."
        ),
        StepCode.MINIMUM_WAGE: lazy("%(month)s: the minimum wage of %(wage)s counts."),
        StepCode.HOURS_WITH_SUPPLEMENT: lazy(
            "%(month)s: %(hours)s hours with a supplement of %(percent)s %%, at %(rate)s an hour: %(amount)s."
        ),
        StepCode.DAYS_OF_LEAVE: lazy("Days of leave not taken: %(days)s × %(day)s = %(amount)s."),
        StepCode.OTHER_DIVISOR: lazy("Others divide the month by %(divisor)s: %(amount)s."),
        StepCode.OTHER_EDGE: lazy("Others draw the boundary between two lengths of service differently: %(amount)s."),
        StepCode.OTHER_DATE: lazy("If the new law counts from %(date)s: %(amount)s."),
        StepCode.OTHER_CAP: lazy("If the limit counts the whole wage: %(amount)s."),
        StepCode.OTHER_WAGE: lazy(
            "If another wage counts, as some read the law or the worker may choose: %(amount)s."
        ),
        StepCode.OTHER_LAW: lazy("If another law applies (%(article)s): %(amount)s."),
        StepCode.OTHER_COUNT: lazy("If service is counted to the nearest month: %(amount)s."),
        StepCode.OTHER_START: lazy("If service under the old law had to reach its minimum by itself: %(amount)s."),
        StepCode.OTHER_COVER: lazy("If the worker is not in the provident fund: %(amount)s."),
        StepCode.ROUNDED: lazy("Rounded half up at the end, to decimals of the currency (%(places)s): %(amount)s."),
    },
}
