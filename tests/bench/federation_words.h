// What things are called in the made-up federation, how often its meetings are held and how long they last.
#pragma once

namespace samverkan::bench {

template <typename Value, int kCount>
constexpr int Size(const Value (&)[kCount]) {
  return kCount;
}

// The first are the most common. Times a year are as the meetings room computes them of the rule, and exact in a float.
struct KnownSchedule {
  const char* rrule;
  double times_a_year;
};
inline constexpr KnownSchedule kSchedules[] = {{"FREQ=MONTHLY;BYDAY=2TH", 12},
                                               {"FREQ=WEEKLY;BYDAY=TU", 52.25},
                                               {"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", 26.25},
                                               {"FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", 4},
                                               {nullptr, 10},
                                               {nullptr, 6},
                                               {nullptr, 2},
                                               {nullptr, 1}};
// In minutes.
inline constexpr int kDurations[] = {60, 90, 120, 30, 180, 45, 240, 420};
inline constexpr int kTravelTimes[] = {30, 60, 20, 90, 120, 180};

inline constexpr const char* kOperationalTitles[] = {"SIP-möte",
                                                     "Avstämning unga vuxna",
                                                     "Trepartsmöte",
                                                     "Överlämningsmöte",
                                                     "Samråd socialtjänsten–vårdcentralen",
                                                     "Rehabiliteringsteam på vårdcentralen",
                                                     "Handläggarträff Försäkringskassan–socialtjänsten",
                                                     "Matchningsmöte Af–AME",
                                                     "Gemensam kartläggning",
                                                     "Ungdomsteam",
                                                     "Telefonavstämning med vårdcentralerna",
                                                     "Lokal samverkansgrupp psykiatri–socialtjänst"};
inline constexpr const char* kStrategicTitles[] = {"Styrgruppen för samverkan",
                                                   "Beredningsgruppen",
                                                   "Ledningsgrupp försörjning och arbete",
                                                   "Chefsträff",
                                                   "Nätverksträff vårdsamverkan",
                                                   "Samordningsförbundets styrelse"};
inline constexpr const char* kPurposes[] = {
    "Stämma av pågående planeringar.", "Fördela ansvar för nästa steg.",
    "Föra över planeringen innan insatsen upphör, så att den unge inte börjar om.",
    "Informera varandra om uppdrag, utbud och vem som är kontakt."};
inline constexpr const char* kGains[] = {"Den enskilde slipper berätta om igen.",
                                         "Tre veckors kortare väntan på beslut.",
                                         "Samma personer ses redan i en annan grupp."};
inline constexpr const char* kUnitTitles[] = {"Ungdomsenheten", "Rehabilitering", "Försörjningsstöd", "Ledning",
                                              "Psykiatri"};

struct FunctionTitle {
  const char* name;
  // In SEK.
  double hourly_cost;
};
inline constexpr FunctionTitle kFunctionTitles[] = {
    {"Handläggare", 395}, {"Samordnare", 430}, {"Socialsekreterare", 410}, {"Enhetschef", 610}, {"Arbetsterapeut", 420},
    {"Läkare", 890},      {"Coach", 380},      {"Verksamhetschef", 720}};

}  // namespace samverkan::bench
