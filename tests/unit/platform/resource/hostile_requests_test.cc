// Names, ids, masks, filters, page tokens and etags that are wrong, empty, huge or hostile: a clear error each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

struct Row {
  std::string method;
  std::string request;
  std::string told;
};

constexpr char kBadField[] = "INVALID_ARGUMENT INVALID_FIELD ";

std::string Quoted(const std::string& text) { return absl::StrCat("'", text, "'"); }

std::string Repeated(int times, const std::string& text) {
  std::string all;
  all.reserve(times * text.size());
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

class HostileRequestsTest : public ::testing::Test {
 protected:
  HostileRequestsTest() {
    EXPECT_TRUE(room_.Create("n1").ok());
    EXPECT_TRUE(room_.Create("n2").ok());
  }

  void Check(const std::vector<Row>& rows) {
    int64_t before = room_.LogEnd(LogKind::kOwn);
    for (const Row& row : rows) {
      DirectAnswer answer = room_.Call(row.method, row.request);
      EXPECT_EQ(Told(answer.status), row.told) << row.method << " " << row.request.substr(0, 300);
      EXPECT_LT(answer.status.error_message().size(), 1'001u);
      EXPECT_LT(answer.status.error_details().size(), 5'000u);
    }
    EXPECT_EQ(room_.LogEnd(LogKind::kOwn), before) << "something was written";
  }

  NoteRoom room_;
};

TEST_F(HostileRequestsTest, NamesOfOneResource) {
  std::vector<Row> rows;
  for (const std::string& name : {"",
                                  "/",
                                  "n1",
                                  "notes/n1",
                                  "agencies/af",
                                  "agencies/af/notes",
                                  "agencies/af/notes/",
                                  "agencies/af/notes/N1",
                                  "agencies/af/notes/-",
                                  "agencies/-/notes/n1",
                                  "agencies/af/notes/n1/",
                                  "agencies/af/notes/n1/remarks/r1",
                                  "agencies/af/meetings/n1",
                                  "agencies//notes/n1",
                                  "agencies/af/notes/..",
                                  "agencies/af/notes/n1\\000",
                                  "agencies/af/notes/n1\\n",
                                  "agencies/af/notes/å",
                                  "agencies/af/notes/n1?x=1",
                                  "{name=agencies/*/notes/*}",
                                  "agencies/af/notes/batch-get/x"}) {
    rows.push_back({"GetNote", absl::StrCat("name: ", Quoted(name)), absl::StrCat(kBadField, "name")});
    rows.push_back({"DeleteNote", absl::StrCat("name: ", Quoted(name)), absl::StrCat(kBadField, "name")});
    rows.push_back({"UpdateNote", absl::StrCat("note { title: 'x' name: ", Quoted(name), "}"),
                    absl::StrCat(kBadField, "note.name")});
    rows.push_back({"BatchGetNotes",
                    absl::StrCat("parent: 'agencies/af' names: 'agencies/af/notes/n1' names: ", Quoted(name)),
                    absl::StrCat(kBadField, "names[1]")});
    rows.push_back({"BatchDeleteNotes",
                    absl::StrCat("parent: 'agencies/af' names: 'agencies/af/notes/n1' names: ", Quoted(name)),
                    absl::StrCat(kBadField, "names[1]")});
    rows.push_back({"BatchUpdateNotes",
                    absl::StrCat("parent: 'agencies/af' requests { note { name: ", Quoted(name), "} }"),
                    absl::StrCat(kBadField, "requests[0].note.name")});
  }
  Check(rows);
}

TEST_F(HostileRequestsTest, NamesOfAnotherSlice) {
  const std::string wrong = "NOT_FOUND WRONG_OWNER ";
  Check({{"GetNote", "name: 'agencies/fk/notes/n1'", wrong + "name"},
         {"DeleteNote", "name: 'agencies/fk/notes/n1'", wrong + "name"},
         {"UpdateNote", "note { name: 'agencies/fk/notes/n1' title: 'x' }", wrong + "note.name"},
         {"ListNotes", "parent: 'agencies/fk'", wrong + "parent"},
         {"CreateNote", "parent: 'agencies/fk' note { title: 'x' }", wrong + "parent"},
         {"BatchGetNotes", "parent: 'agencies/fk' names: 'agencies/af/notes/n1'", wrong + "parent"},
         {"BatchGetNotes", "parent: 'agencies/af' names: 'agencies/fk/notes/n1'", wrong + "names[0]"},
         {"BatchUpdateNotes", "parent: 'agencies/af' requests { note { name: 'agencies/fk/notes/n1' } }",
          wrong + "requests[0].note.name"},
         {"BatchDeleteNotes", "parent: 'agencies/af' names: 'agencies/fk/notes/n1'", wrong + "names[0]"},
         {"ListRemarks", "parent: 'agencies/fk/notes/n1'", wrong + "parent"}});
}

TEST_F(HostileRequestsTest, Parents) {
  std::vector<Row> rows;
  for (const std::string& parent : {"", "af", "agencies", "agencies/", "agencies/AF", "agencies/af/",
                                    "agencies/af/notes/n1", "agencies/a*", "agencies/af\\001"}) {
    for (const std::string& method :
         {"ListNotes", "CreateNote", "BatchGetNotes", "BatchCreateNotes", "BatchUpdateNotes", "BatchDeleteNotes"}) {
      rows.push_back({method, absl::StrCat("parent: ", Quoted(parent)), absl::StrCat(kBadField, "parent")});
    }
  }
  rows.push_back({"CreateNote", "parent: 'agencies/-' note { title: 'x' }", absl::StrCat(kBadField, "parent")});
  rows.push_back({"ListNotes", "parent: 'agencies/-'", "INVALID_ARGUMENT ONE_AGENCY_REQUIRED parent"});
  rows.push_back({"ListRemarks", "parent: 'agencies/-/notes/-'", "INVALID_ARGUMENT ONE_AGENCY_REQUIRED parent"});
  rows.push_back({"ListRemarks", "parent: 'agencies/af'", absl::StrCat(kBadField, "parent")});
  Check(rows);
}

TEST_F(HostileRequestsTest, IdsOfNewResources) {
  std::vector<Row> rows;
  for (const std::string& id :
       {std::string("-"), std::string("N1"), std::string("a/b"), std::string("../n1"), std::string("å"),
        std::string("a b"), std::string("a\\000"), std::string(64, 'a'), std::string(1'000'000, 'a'),
        std::string("batch-get"), std::string("batch-create"), std::string("batch-update"), std::string("batch-delete"),
        std::string("echo"), std::string("summary"), std::string("repeat")}) {
    const std::string note = "note { title: 'x' state: STATE_DRAFT } note_id: " + Quoted(id);
    rows.push_back({"CreateNote", "parent: 'agencies/af' " + note, absl::StrCat(kBadField, "note_id")});
    rows.push_back({"BatchCreateNotes", absl::StrCat("parent: 'agencies/af' requests {", note, "}"),
                    absl::StrCat(kBadField, "requests[0].note_id")});
  }
  rows.push_back({"UpdateNote", "allow_missing: true note { name: 'agencies/af/notes/batch-get' title: 'x' }",
                  absl::StrCat(kBadField, "note.name")});
  Check(rows);
}

TEST_F(HostileRequestsTest, MissingParts) {
  Check({{"CreateNote", "parent: 'agencies/af' note_id: 'x'", absl::StrCat(kBadField, "note")},
         {"UpdateNote", "", absl::StrCat(kBadField, "note")},
         {"UpdateNote", "note {}", absl::StrCat(kBadField, "note.name")},
         {"CreateNote", "parent: 'agencies/af' note {}", absl::StrCat(kBadField, "note.title note.state")},
         {"BatchCreateNotes", "parent: 'agencies/af'", absl::StrCat(kBadField, "requests")},
         {"BatchUpdateNotes", "parent: 'agencies/af'", absl::StrCat(kBadField, "requests")},
         {"BatchDeleteNotes", "parent: 'agencies/af'", absl::StrCat(kBadField, "names")},
         {"BatchGetNotes", "parent: 'agencies/af'", absl::StrCat(kBadField, "names")},
         {"BatchCreateNotes", "parent: 'agencies/af' requests {}", absl::StrCat(kBadField, "requests[0].note")},
         {"BatchUpdateNotes", "parent: 'agencies/af' requests {}", absl::StrCat(kBadField, "requests[0].note")}});
}

TEST_F(HostileRequestsTest, Masks) {
  const std::string told = absl::StrCat(kBadField, "update_mask");
  std::vector<Row> rows;
  for (const std::string& path : {std::string(""),
                                  std::string("."),
                                  std::string("nope"),
                                  std::string("title."),
                                  std::string(".title"),
                                  std::string("title.text"),
                                  std::string("detail..text"),
                                  std::string("detail.nope"),
                                  std::string("Title"),
                                  std::string("parts[0]"),
                                  std::string("parts.text"),
                                  std::string("parts.0.text"),
                                  std::string("tags[1]"),
                                  std::string("labels.key"),
                                  std::string("labels[key]"),
                                  std::string("title,state"),
                                  std::string("detail.*"),
                                  std::string("\\000"),
                                  std::string(1'000'000, 'x'),
                                  Repeated(1'000'000, "detail.")}) {
    rows.push_back(
        {"UpdateNote",
         absl::StrCat("note { name: 'agencies/af/notes/n1' title: 'x' } update_mask { paths: ", Quoted(path), "}"),
         told});
  }
  rows.push_back(
      {"UpdateNote", "note { name: 'agencies/af/notes/n1' } update_mask { paths: '*' paths: 'title' }", told});
  rows.push_back({"UpdateNote",
                  absl::StrCat("note { name: 'agencies/af/notes/n1' title: 'x' } update_mask {",
                               Repeated(201, "paths: 'title' "), "}"),
                  told});
  Check(rows);
}

TEST_F(HostileRequestsTest, Lists) {
  const std::string filter = "INVALID_ARGUMENT INVALID_FILTER filter";
  const std::string order = "INVALID_ARGUMENT INVALID_FILTER order_by";
  const std::string token = "INVALID_ARGUMENT INVALID_PAGE_TOKEN page_token";
  std::vector<Row> rows = {{"", "page_size: -1", absl::StrCat(kBadField, "page_size")},
                           {"", "page_size: -2147483648", absl::StrCat(kBadField, "page_size")},
                           {"", "skip: -1", absl::StrCat(kBadField, "skip")},
                           {"", "filter: 'nope = 1'", filter},
                           {"", "filter: 'title ='", filter},
                           {"", "filter: '('", filter},
                           {"", "filter: 'title = \"x'", filter},
                           {"", "filter: 'title = \\001'", filter},
                           {"", absl::StrCat("filter: ", Quoted(std::string(5'000, '('))), filter},
                           {"", absl::StrCat("filter: ", Quoted(Repeated(101, "title = x "))), filter},
                           {"", absl::StrCat("filter: ", Quoted(Repeated(40, "NOT ") + "title = x")), filter},
                           {"", absl::StrCat("filter: 'title = ", std::string(1'000'000, 'x'), "'"), filter},
                           {"", "order_by: 'nope'", order},
                           {"", "order_by: 'title up'", order},
                           {"", "order_by: 'detail'", order},
                           {"", "order_by: ','", order},
                           {"", absl::StrCat("order_by: ", Quoted(std::string(1'000'000, 'x'))), order},
                           {"", "page_token: 'x'", token},
                           {"", "page_token: '\\000'", token},
                           {"", "page_token: '../../etc/passwd'", token},
                           {"", absl::StrCat("page_token: ", Quoted(std::string(1'000'000, 'A'))), token}};
  for (Row& row : rows) {
    row.method = "ListNotes";
    row.request = "parent: 'agencies/af' " + row.request;
  }
  Check(rows);
}

TEST_F(HostileRequestsTest, Etags) {
  const std::string aborted = "ABORTED ETAG_MISMATCH";
  std::vector<Row> rows;
  for (const std::string& etag : {std::string("x"), std::string("\""), std::string("*"), std::string("W/\"x\""),
                                  std::string("\\000"), std::string(1'000'000, 'e')}) {
    rows.push_back({"UpdateNote",
                    absl::StrCat("note { name: 'agencies/af/notes/n1' title: 'x' etag: ", Quoted(etag), "}"), aborted});
    rows.push_back({"DeleteNote", absl::StrCat("name: 'agencies/af/notes/n1' etag: ", Quoted(etag)), aborted});
  }
  Check(rows);
}

TEST_F(HostileRequestsTest, RequestIds) {
  std::vector<Row> rows;
  for (const std::string& id : {std::string("1"), std::string(36, '-'), std::string(36, 'a'), std::string(37, 'a'),
                                std::string("123e4567-e89b-42d3-a456-42661417400g"),
                                std::string("{123e4567-e89b-42d3-a456-426614174000}"), std::string(1'000'000, 'a')}) {
    rows.push_back({"UpdateNote",
                    absl::StrCat("note { name: 'agencies/af/notes/n1' title: 'x' } request_id: ", Quoted(id)),
                    absl::StrCat(kBadField, "request_id")});
    rows.push_back({"BatchDeleteNotes",
                    absl::StrCat("parent: 'agencies/af' names: 'agencies/af/notes/n1' request_id: ", Quoted(id)),
                    absl::StrCat(kBadField, "request_id")});
  }
  Check(rows);
}

TEST_F(HostileRequestsTest, BytesThatAreNoRequest) {
  // A name of bytes that are no UTF-8; a length beyond the end; a group that does not end; nested without end.
  const std::string bytes[] = {"\x0a\x02\xc3\x28", "\x0a\x7f", "\x0b", std::string(100'000, '\x2a'), "\xff"};
  const auto* service = room_.service().descriptor();
  for (int i = 0; i < service->method_count(); ++i) {
    if (room_.service().unary(service->method(i)) == nullptr) continue;
    for (const std::string& request : bytes) {
      EXPECT_EQ(Told(room_.owner().Call(service->method(i)->name(), request).status),
                "INVALID_ARGUMENT MALFORMED_REQUEST")
          << service->method(i)->name();
    }
  }
}

TEST_F(HostileRequestsTest, CallersOfAnyName) {
  for (const std::string& agency : {std::string(), std::string("AF"), std::string("af/"), std::string("\xff\0", 2),
                                    std::string(8'000, 'a'), std::string("agencies/af")}) {
    DirectCaller caller(room_.service(), agency);
    const std::string request =
        "note { name: 'agencies/af/notes/n1' title: 'x' } validate_only: true "
        "request_id: '123e4567-e89b-42d3-a456-426614174000'";
    EXPECT_EQ(Told(caller.Call("UpdateNote", NoteRoom::Request("UpdateNote", request)).status), "OK");
    EXPECT_EQ(caller.Call("UpdateNote", NoteRoom::Request("UpdateNote", request)).trailers.size(), 0u);
  }
}

}  // namespace
}  // namespace samverkan
