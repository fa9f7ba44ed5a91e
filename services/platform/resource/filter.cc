#include "services/platform/resource/filter.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/platform/resource/comparison.h"
#include "services/platform/resource/field_path.h"
#include "services/platform/resource/filter_lexer.h"

namespace samverkan {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using Kind = FilterToken::Kind;
using NodePtr = std::unique_ptr<const Filter::Node>;

constexpr absl::string_view kField = "filter";
constexpr int kMaxDepth = 32;
constexpr int kMaxComparisons = 100;

class AllOf : public Filter::Node {
 public:
  explicit AllOf(std::vector<NodePtr> nodes) : nodes_(std::move(nodes)) {}
  bool Matches(const Message& message) const override {
    return std::all_of(nodes_.begin(), nodes_.end(), [&](const NodePtr& node) { return node->Matches(message); });
  }

 private:
  const std::vector<NodePtr> nodes_;
};

class AnyOf : public Filter::Node {
 public:
  explicit AnyOf(std::vector<NodePtr> nodes) : nodes_(std::move(nodes)) {}
  bool Matches(const Message& message) const override {
    return std::any_of(nodes_.begin(), nodes_.end(), [&](const NodePtr& node) { return node->Matches(message); });
  }

 private:
  const std::vector<NodePtr> nodes_;
};

class Not : public Filter::Node {
 public:
  explicit Not(NodePtr node) : node_(std::move(node)) {}
  bool Matches(const Message& message) const override { return !node_->Matches(message); }

 private:
  const NodePtr node_;
};

// One function for each rule of AIP-160's grammar. Each returns nullptr after an error, which status() then tells.
class Parser {
 public:
  Parser(absl::string_view text, const Descriptor* descriptor) : text_(text), descriptor_(descriptor), lexer_(text) {}

  NodePtr ParseAll() {
    NodePtr node = Expression(0);
    const FilterToken rest = Peek();
    if (node != nullptr && rest.kind != Kind::kEnd) return Fail(rest.text, "nothing is open here; remove it");
    return node;
  }

  const absl::Status& status() const { return status_; }

 private:
  // factor {[AND] factor}
  NodePtr Expression(int depth) {
    std::vector<NodePtr> factors;
    do {
      factors.push_back(Factor(depth));
      if (factors.back() == nullptr) return nullptr;
    } while (TakeIf("AND") || !AtEndOfExpression());
    return factors.size() == 1 ? std::move(factors[0]) : std::make_unique<AllOf>(std::move(factors));
  }

  // term {OR term}
  NodePtr Factor(int depth) {
    std::vector<NodePtr> terms;
    do {
      terms.push_back(Term(depth));
      if (terms.back() == nullptr) return nullptr;
    } while (TakeIf("OR"));
    return terms.size() == 1 ? std::move(terms[0]) : std::make_unique<AnyOf>(std::move(terms));
  }

  // [NOT | -] simple
  NodePtr Term(int depth) {
    if (!TakeIf("NOT") && !TakeIf("-")) return Simple(depth);
    NodePtr node = Simple(depth);
    return node == nullptr ? nullptr : std::make_unique<Not>(std::move(node));
  }

  // ( expression ) | restriction
  NodePtr Simple(int depth) {
    const FilterToken open = Peek();
    if (!TakeIf("(")) return Restriction();
    if (depth == kMaxDepth) return Fail(open.text, "more than 32 levels of parentheses; write it flatter");
    NodePtr node = Expression(depth + 1);
    if (node != nullptr && !TakeIf(")")) return Fail(Peek().text, "a ) is missing; close what was opened");
    return node;
  }

  // field comparator value
  NodePtr Restriction() {
    const FilterToken name = lexer_.Next();
    if (name.kind == Kind::kUnclosed) return Fail(name.text, "the quote is not closed; close it");
    if (name.kind == Kind::kQuoted) return FailAlone(name);
    if (name.kind != Kind::kWord || name.IsKeyword()) return Fail(name.text, "write a comparison here: field = value");
    if (Peek().kind != Kind::kComparator) return FailAlone(name);
    const FilterToken comparator = lexer_.Next();
    const FilterToken value = lexer_.NextValue();
    if (value.kind == Kind::kUnclosed) return Fail(value.text, "the quote is not closed; close it");
    if ((value.kind != Kind::kWord && value.kind != Kind::kQuoted) || value.IsKeyword()) {
      return Fail(value.text, absl::StrCat("write a value after ", comparator.text, ", in quotes if it is no word"));
    }
    return Compare(name, comparator, value);
  }

  NodePtr Compare(const FilterToken& name, const FilterToken& comparator, const FilterToken& value) {
    if (++comparisons_ > kMaxComparisons) return Fail(name.text, "more than 100 comparisons; ask for less at a time");
    absl::StatusOr<FieldPath> path = ResolvePath(name.text, descriptor_);
    if (!path.ok()) return Fail(name.text, path.status().message());
    absl::StatusOr<FilterLiteral> literal = ReadLiteral(value);
    if (!literal.ok()) return Fail(value.text, literal.status().message());
    absl::StatusOr<NodePtr> node = MakeComparison(*std::move(path), comparator.text, *std::move(literal));
    if (!node.ok()) return Fail(value.text, node.status().message());
    return *std::move(node);
  }

  NodePtr FailAlone(const FilterToken& word) {
    const std::string capitals = absl::AsciiStrToUpper(word.text);
    const bool keyword = FilterToken{Kind::kWord, capitals}.IsKeyword();
    return Fail(word.text, keyword ? absl::StrCat("write it in capitals: ", capitals)
                                   : "no field says where to look for it; write field = value or field:value");
  }

  NodePtr Fail(absl::string_view part, absl::string_view problem) {
    status_ = FilterError(kField, text_, part, problem);
    return nullptr;
  }

  FilterToken Peek() const { return FilterLexer(lexer_).Next(); }

  bool TakeIf(absl::string_view sign_or_keyword) {
    if (!Peek().Is(sign_or_keyword)) return false;
    lexer_.Next();
    return true;
  }

  bool AtEndOfExpression() const { return Peek().kind == Kind::kEnd || Peek().Is(")"); }

  const absl::string_view text_;
  const Descriptor* const descriptor_;
  FilterLexer lexer_;
  int comparisons_ = 0;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<Filter> Filter::Parse(absl::string_view text, const Descriptor* descriptor) {
  if (absl::StripAsciiWhitespace(text).empty()) return Filter(nullptr);
  if (absl::Status status = CheckFilterText(kField, text); !status.ok()) return status;
  Parser parser(text, descriptor);
  NodePtr root = parser.ParseAll();
  if (root == nullptr) return parser.status();
  return Filter(std::move(root));
}

bool Filter::Matches(const Message& message) const { return root_ == nullptr || root_->Matches(message); }

}  // namespace samverkan
