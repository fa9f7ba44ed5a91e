#include "services/platform/resource/change.h"

#include <openssl/rand.h>

#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/platform/privacy/guard.h"
#include "services/platform/resource/validate.h"

namespace samverkan {
namespace {

using google::protobuf::Message;

std::string RandomId() {
  unsigned char random[10];
  std::string id;
  do {
    RAND_bytes(random, sizeof(random));
    id = absl::BytesToHexString(absl::string_view(reinterpret_cast<char*>(random), sizeof(random)));
    // By chance it may look like a personal number.
  } while (!PersonalDataProblem(id).empty());
  return id;
}

// Reads requests into changes.
class ChangeReader {
 public:
  ChangeReader(const Collection& collection, Collection::Method method)
      : collection_(collection), type_(collection.type()), method_(method) {}

  absl::StatusOr<std::vector<Change>> Read(const RequestView& request) {
    if (absl::Status read = absl::StartsWith(method_->name(), "Batch") ? ReadBatch(request) : ReadOne(request);
        !read.ok()) {
      return read;
    }
    return std::move(changes_);
  }

 private:
  absl::Status ReadOne(const RequestView& request) {
    if (method_->options().HasExtension(type::v1::transition)) return AddTransition(request);
    if (absl::StartsWith(method_->name(), "Create")) {
      auto parent = collection_.OwnParent(request.String("parent"), false);
      return parent.ok() ? AddCreate(request, *parent, "") : parent.status();
    }
    if (absl::StartsWith(method_->name(), "Update")) return AddUpdate(request, {}, request.Bool("allow_missing"), "");
    return AddDelete({}, request.String("name"), "name", request.String("etag"), request.Bool("allow_missing"));
  }

  absl::Status ReadBatch(const RequestView& request) {
    auto parent = collection_.OwnParent(request.String("parent"), false);
    if (!parent.ok()) return parent.status();
    std::string items = request.Has("names") ? "names" : "requests";
    int count = request.Count(items);
    if (count == 0 || count > kMaxBatch) return InvalidField(items, absl::StrCat("must have 1 to ", kMaxBatch));
    for (int i = 0; i < count; ++i) {
      if (absl::Status added = AddItem(request, *parent, items, i); !added.ok()) return added;
    }
    return absl::OkStatus();
  }

  absl::Status AddItem(const RequestView& request, const std::vector<std::string>& parent, const std::string& items,
                       int i) {
    std::string path = absl::StrCat(items, "[", i, "]");
    if (items == "names") return AddDelete(parent, request.StringAt(items, i), path, "", request.Bool("allow_missing"));
    RequestView item(request.SubmessageAt(items, i));
    if (absl::StartsWith(method_->name(), "BatchUpdate")) {
      return AddUpdate(item, parent, item.Bool("allow_missing") || request.Bool("allow_missing"), path + ".");
    }
    if (!item.String("parent").empty() && item.String("parent") != request.String("parent")) {
      return InvalidField(path + ".parent", "must be empty or the batch's parent");
    }
    return AddCreate(item, parent, path + ".");
  }

  absl::Status AddCreate(const RequestView& request, std::vector<std::string> parent, const std::string& prefix) {
    Change change;
    change.verb = Verb::kCreate;
    change.path = prefix + type_.singular();
    std::string id = request.String(type_.singular() + "_id");
    if (id.empty()) id = RandomId();
    if (!IsValidId(id) || collection_.IsReserved(id)) {
      return InvalidField(absl::StrCat(prefix, type_.singular(), "_id"),
                          absl::StrCat("must be 1 to 63 of a-z, 0-9 and -, beginning and ending with a letter or "
                                       "digit, and no reserved word: ",
                                       Shown(id)));
    }
    parent.push_back(id);
    change.resource = ResourceIn(request);
    if (change.resource == nullptr) return InvalidField(change.path, "is required");
    return Add(std::move(change), parent, prefix + type_.singular() + "_id");
  }

  absl::Status AddUpdate(const RequestView& request, const std::vector<std::string>& parent, bool allow_missing,
                         const std::string& prefix) {
    Change change;
    change.verb = Verb::kUpdate;
    change.path = prefix + type_.singular();
    change.allow_missing = allow_missing;
    change.resource = ResourceIn(request);
    if (change.resource == nullptr) return InvalidField(change.path, "is required");
    if (const Message* mask = request.Submessage("update_mask")) {
      change.mask.MergeFrom(*mask);
    }
    change.etag = EtagIn(type_, *change.resource);
    std::string field = change.path + ".name";
    auto ids = collection_.OwnNameUnder(parent, RequestView(*change.resource).String("name"), field);
    if (!ids.ok()) return ids.status();
    if (!type_.pattern().is_root() && collection_.IsReserved(ids->back())) {
      return InvalidField(field, absl::StrCat("its last part is a reserved word: ", ids->back()));
    }
    return Add(std::move(change), *ids, field);
  }

  absl::Status AddDelete(const std::vector<std::string>& parent, const std::string& name, const std::string& field,
                         const std::string& etag, bool allow_missing) {
    Change change;
    change.verb = Verb::kDelete;
    change.etag = etag;
    change.allow_missing = allow_missing;
    auto ids = collection_.OwnNameUnder(parent, name, field);
    return ids.ok() ? Add(std::move(change), *ids, field) : ids.status();
  }

  absl::Status AddTransition(const RequestView& request) {
    FieldViolations violations;
    Validate(*PlanOf(method_->input_type()), request.message(), nullptr, "", violations);
    if (absl::Status valid = violations.ToStatus(); !valid.ok()) return valid;
    Change change;
    change.verb = Verb::kTransition;
    change.etag = request.String("etag");
    absl::StatusOr<int> state = StateAskedFor(request);
    if (!state.ok()) return state.status();
    Message* fields = FieldsOfResourceIn(request);
    change.step = StateStep{.state = *state, .day = request.String("day"), .fields = fields};
    // Nothing else is written.
    change.resource = type_.New(*fields->GetArena());
    auto ids = collection_.OwnName(request.String("name"), "name");
    return ids.ok() ? Add(std::move(change), *ids, "name") : ids.status();
  }

  // The number of the state that a transition leads to.
  absl::StatusOr<int> StateAskedFor(const RequestView& request) const {
    const auto& to = method_->options().GetExtension(type::v1::transition).to();
    int asked = request.Enum("state");
    for (const std::string& name : to) {
      int number = type_.state_field->enum_type()->FindValueByName(name)->number();
      if (to.size() == 1 || number == asked) return number;
    }
    return InvalidField("state", absl::StrCat("must be one of ", absl::StrJoin(to, ", ")));
  }

  // A resource with what a transition's request sets of its fields; of the request's arena.
  Message* FieldsOfResourceIn(const RequestView& request) const {
    const Message& from = request.message();
    Message* resource = type_.New(*from.GetArena());
    std::vector<const google::protobuf::FieldDescriptor*> set;
    from.GetReflection()->ListFields(from, &set);
    for (const auto* field : set) {
      const auto* to = type_.descriptor()->FindFieldByName(field->name());
      if (to == nullptr || to->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING || to->is_repeated()) {
        continue;
      }
      resource->GetReflection()->SetString(resource, to, from.GetReflection()->GetString(from, field));
    }
    // These two say which resource it is, not what is in it.
    resource->GetReflection()->ClearField(resource, type_.name_field);
    resource->GetReflection()->ClearField(resource, type_.etag_field);
    return resource;
  }

  // The request is the reader's own.
  Message* ResourceIn(const RequestView& request) const {
    return const_cast<Message*>(request.Submessage(type_.singular()));
  }

  absl::Status Add(Change change, const std::vector<std::string>& ids, const std::string& field) {
    // An id that is a personal number must not come to be; one that stands from before may still be deleted.
    std::string personal = change.verb == Verb::kDelete ? "" : PersonalDataProblem(ids.back());
    if (!personal.empty()) {
      FieldViolations violations;
      violations.AddPersonalData(field, std::move(personal));
      return violations.ToStatus();
    }
    change.name = type_.pattern().Format(ids);
    change.key = type_.pattern().Key(ids);
    if (!keys_.insert(change.key).second) return InvalidField(field, "is named twice in this batch");
    changes_.push_back(std::move(change));
    return absl::OkStatus();
  }

  const Collection& collection_;
  const ResourceType& type_;
  Collection::Method method_;
  std::vector<Change> changes_;
  std::set<std::string> keys_;
};

}  // namespace

std::string EtagIn(const ResourceType& type, const Message& resource) {
  return resource.GetReflection()->GetString(resource, type.etag_field);
}

absl::StatusOr<std::vector<Change>> ReadChanges(const Collection& collection, Collection::Method method,
                                                const RequestView& request) {
  return ChangeReader(collection, method).Read(request);
}

}  // namespace samverkan
