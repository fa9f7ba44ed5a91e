// The map as a file. What the formats ask for is tested in network/export_test.cc.
#include "services/analytics/export_query.h"

#include <gmock/gmock.h>

#include "services/analytics/map_query.h"
#include "tests/unit/analytics/small_federation.h"

namespace samverkan {
namespace {

using actors::v1::Agency;
using actors::v1::Function;
using analytics::v1::ExportMapResponse;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ExportQueryTest : public SmallFederation {
 protected:
  // af and fk meet 12 times a year; a coordinator of c meets them both.
  ExportQueryTest() {
    Add<Agency>("af", "display_name: 'Arbetsförmedlingen & Co'");
    Add<Function>("c/functions/c", "coordinator: true");
    AddMeeting("af/meetings/two", {"af", "fk"});
    AddMeeting("af/meetings/three", {"af", "fk", "c/functions/c"}, "schedule { occurrences_per_year: 9 }");
    AddMeeting("af/meetings/asked", {"af", "lomma"}, States({{"MISSING", "2020-01-01"}}));
  }

  ExportMapResponse Exported(analytics::v1::GraphFormat format, bool with_network = true) const {
    analytics::v1::GetMapRequest request;
    request.set_with_network(with_network);
    analytics::v1::GetMapResponse map = *DrawMap(fold_.Read(), request, 20200430, include_private_);
    map.set_day("2020-04-30");
    return ExportMap(map, format);
  }

  static size_t Count(const std::string& part, const std::string& text) {
    size_t count = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
  }
};

TEST_F(ExportQueryTest, CallsTheFileByItsDayAndFormat) {
  ExportMapResponse graphml = Exported(analytics::v1::GRAPH_FORMAT_GRAPHML);
  EXPECT_EQ(graphml.file_name(), "map-2020-04-30.graphml");
  EXPECT_EQ(graphml.media_type(), "application/graphml+xml");
  ExportMapResponse dot = Exported(analytics::v1::GRAPH_FORMAT_DOT);
  EXPECT_EQ(dot.file_name(), "map-2020-04-30.dot");
  EXPECT_EQ(dot.media_type(), "text/vnd.graphviz");
}

TEST_F(ExportQueryTest, WritesGraphMlUnlessToldOtherwise) {
  EXPECT_EQ(Exported(analytics::v1::GRAPH_FORMAT_UNSPECIFIED).content(),
            Exported(analytics::v1::GRAPH_FORMAT_GRAPHML).content());
}

TEST_F(ExportQueryTest, WritesNodesAndTiesAsGraphMl) {
  std::string file = Exported(analytics::v1::GRAPH_FORMAT_GRAPHML).content();
  EXPECT_EQ(Count("<node ", file), 4u);
  EXPECT_EQ(Count("<edge ", file), 4u) << "af with fk, c and lomma, and c with fk";
  EXPECT_THAT(file, AllOf(HasSubstr("\"agencies/af\""), HasSubstr("Arbetsförmedlingen &amp; Co"),
                          HasSubstr("samverkan/Agency")));
}

TEST_F(ExportQueryTest, WritesNodesAndTiesAsDot) {
  std::string file = Exported(analytics::v1::GRAPH_FORMAT_DOT).content();
  EXPECT_EQ(Count(" -- ", file), 4u);
  EXPECT_THAT(file, AllOf(HasSubstr("\"agencies/af\""), HasSubstr("Arbetsförmedlingen & Co")));
}

TEST_F(ExportQueryTest, WritesWhatTheMapSaysOfANode) {
  std::string file = Exported(analytics::v1::GRAPH_FORMAT_DOT).content();
  std::string node = file.substr(file.find("\"agencies/fk\""));
  node = node.substr(0, node.find(']'));
  for (const char* attribute : {"meetings", "missing", "removable", "strategic", "operational", "unknown_schedules",
                                "type", "agency", "coordinator", "degree", "strength", "betweenness", "reach",
                                "ei_index", "constraint", "community", "degree_without_coordinators"}) {
    EXPECT_THAT(node, HasSubstr(" " + std::string(attribute) + "=\"")) << attribute;
  }
}

TEST_F(ExportQueryTest, WritesWhatTheMapSaysOfATie) {
  std::string file = Exported(analytics::v1::GRAPH_FORMAT_DOT).content();
  std::string tie = file.substr(file.find("\"agencies/af\" -- \"agencies/fk\""));
  tie = tie.substr(0, tie.find(']'));
  EXPECT_THAT(tie, AllOf(HasSubstr(R"(weight="16.5")"), HasSubstr(R"(meetings="2")"), HasSubstr(R"(operational="2")")));
}

TEST_F(ExportQueryTest, WritesNoMeasuresThatTheMapDoesNotHave) {
  for (auto format : {analytics::v1::GRAPH_FORMAT_GRAPHML, analytics::v1::GRAPH_FORMAT_DOT}) {
    EXPECT_THAT(Exported(format, true).content(), HasSubstr("betweenness"));
    EXPECT_THAT(Exported(format, false).content(), Not(HasSubstr("betweenness")));
  }
}

TEST_F(ExportQueryTest, WritesNoMeasuresOfACoordinatorWithoutCoordinators) {
  std::string file = Exported(analytics::v1::GRAPH_FORMAT_DOT).content();
  std::string node = file.substr(file.find("\"agencies/c\""));
  node = node.substr(0, node.find(']'));
  EXPECT_THAT(node, HasSubstr(R"(coordinator="1")"));
  EXPECT_THAT(node, Not(HasSubstr("without_coordinators")));
}

TEST_F(ExportQueryTest, WritesAnEmptyMap) {
  EXPECT_THAT(ExportMap({}, analytics::v1::GRAPH_FORMAT_GRAPHML).content(), HasSubstr("<graphml"));
  EXPECT_THAT(ExportMap({}, analytics::v1::GRAPH_FORMAT_DOT).content(), HasSubstr("graph"));
}

}  // namespace
}  // namespace samverkan
