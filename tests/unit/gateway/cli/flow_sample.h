// A typical case for the views' tests, and what its actors are called.
#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "gateway/cli/flow_words.h"
#include "samverkan/flows/v1/flow.pb.h"

namespace samverkan::cli {

inline flows::v1::Flow SampleFlow() {
  flows::v1::Flow flow;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        name: "agencies/finsam/flows/unga-nu"
        display_name: "Ung utan sysselsättning söker väg till arbete"
        group: "agencies/finsam/groups/unga"
        working_group: "Samverkan ungdomar"
        kind: KIND_CURRENT
        working_day { seconds: 28800 }
        steps {
          id: "ansokan"
          title: "Ta emot ansökan om aktivitetsersättning på grund av nedsatt arbetsförmåga"
          actor: "agencies/fk/functions/handlaggare"
          channel: CHANNEL_FORM
          entry: true
          process_time { likely { seconds: 1800 } }
          value: VALUE_NECESSARY
        }
        steps {
          id: "utlatande"
          title: "Skriva medicinskt underlag"
          actor: "agencies/region/units/vardcentral"
          channel: CHANNEL_LETTER
          after: "ansokan"
          process_time {
            low { seconds: 3600 }
            likely { seconds: 5400 }
            high { seconds: 14400 }
          }
          wait_time {
            low { seconds: 288000 }
            likely { seconds: 432000 }
            high { seconds: 864000 }
          }
          complete_accurate_percent: 60
          value: VALUE_NECESSARY
          returns { step: "ansokan" percent: 25 }
        }
        steps {
          id: "coach"
          title: "Pröva studiesituationen och arbetsmarknadsrehabiliteringsutredningens förslag"
          actor: "agencies/af/functions/coach"
          channel: CHANNEL_VISIT
          after: "ansokan"
          process_time { likely { seconds: 28800 } }
          value: VALUE_ADDING
        }
        steps {
          id: "avstamning"
          title: "Stämma av"
          actor: "agencies/fk/functions/handlaggare"
          channel: CHANNEL_MEETING
          after: "utlatande"
          after: "coach"
          process_time { likely { seconds: 3600 } }
          wait_time { likely { seconds: 144000 } }
          complete_accurate_percent: 80
          value: VALUE_WASTE
        }
        steps { id: "praktik" title: "Börja praktik" actor: "agencies/af/functions/coach" after: "avstamning" }
        stops {
          id: "remisskon"
          step: "utlatande"
          description: "Begäran ligger obesvarad: ingen på vårdcentralen äger den"
          factor: "agencies/finsam/factors/agarskap"
          affected_percent: 60
        }
        stops { id: "motestid" step: "avstamning" description: "Ingen gemensam tid" }
        stops { id: "plats" step: "praktik" description: "Ingen plats" }
      )pb",
      &flow));
  return flow;
}

// One of them is not known.
inline DisplayNames SampleNames() {
  return {{"agencies/fk/functions/handlaggare", "Handläggare, Försäkringskassan"},
          {"agencies/region/units/vardcentral", "Vårdcentralen"},
          {"agencies/finsam/groups/unga", "Unga vuxna 19–29 år"},
          {"agencies/finsam/factors/agarskap", "Ingen ansvarar för svaret"}};
}

}  // namespace samverkan::cli
