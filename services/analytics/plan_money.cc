#include "services/analytics/plan_money.h"

#include <algorithm>
#include <map>
#include <vector>

#include "samverkan/actors/v1/organisation_kind.pb.h"

namespace samverkan {
namespace {

using analytics::v1::GetPlanProgressResponse;
using FundingShare = GetPlanProgressResponse::FundingShare;
using Id = Names::Id;

// Lag 2003:1210, section 5: the state's parties pay one half, regions and municipalities a quarter each.
const std::map<int, double>& LawfulPercents() {
  static const auto& percents = *new std::map<int, double>{{actors::v1::ORGANISATION_KIND_STATE_AGENCY, 50},
                                                           {actors::v1::ORGANISATION_KIND_REGION, 25},
                                                           {actors::v1::ORGANISATION_KIND_MUNICIPALITY, 25}};
  return percents;
}

void AddYears(const PlanRow& plan, GetPlanProgressResponse& progress) {
  std::map<int, GetPlanProgressResponse::YearBudget> years;
  for (const PlanRow::BudgetLine& line : plan.budget_lines) {
    auto& year = years[line.year];
    year.set_year(line.year);
    year.set_amount_sek(year.amount_sek() + line.amount_sek);
    if (!line.outcome_sek) continue;
    year.set_outcome_sek(year.outcome_sek() + *line.outcome_sek);
    year.set_amount_with_outcome_sek(year.amount_with_outcome_sek() + line.amount_sek);
  }
  for (auto& [number, year] : years) *progress.add_budgets() = std::move(year);
}

class Payers {
 public:
  Payers(const Fold::Reader& fold, bool include_private) : fold_(fold), include_private_(include_private) {}

  void Add(const PlanRow::BudgetLine& line) {
    if (line.financier == Names::kNone) return;
    amounts_[PaysAs(line.financier)] += line.amount_sek;
    total_ += line.amount_sek;
  }

  std::vector<FundingShare> Shares() const {
    std::map<int, int> payers = PayersByKind();
    std::vector<FundingShare> shares;
    for (const auto& [payer, amount] : amounts_) {
      FundingShare& share = shares.emplace_back();
      share.set_financier(fold_.names()[payer]);
      share.set_amount_sek(amount);
      if (total_ > 0) share.set_percent(100 * amount / total_);
      auto lawful = LawfulPercents().find(KindOf(payer));
      bool all_pay = payers.size() == LawfulPercents().size();
      if (all_pay && lawful != LawfulPercents().end()) {
        share.set_lawful_percent(lawful->second / payers.at(lawful->first));
      }
    }
    return shares;
  }

 private:
  const ActorRow* Find(Id name) const {
    auto found = fold_.actors().find(name);
    bool visible = found != fold_.actors().end() && (found->second.shared || include_private_);
    return visible ? &found->second : nullptr;
  }

  Id PaysAs(Id financier) const {
    const ActorRow* row = Find(financier);
    return row == nullptr || row->belongs_to == Names::kNone ? financier : row->belongs_to;
  }

  int KindOf(Id payer) const {
    const ActorRow* row = Find(payer);
    return row == nullptr ? actors::v1::ORGANISATION_KIND_UNSPECIFIED : row->kind;
  }

  // How many pay of each kind that the law names.
  std::map<int, int> PayersByKind() const {
    std::map<int, int> payers;
    for (const auto& [payer, amount] : amounts_) {
      if (LawfulPercents().count(KindOf(payer)) > 0) ++payers[KindOf(payer)];
    }
    return payers;
  }

  const Fold::Reader& fold_;
  bool include_private_;
  std::map<Id, double> amounts_;
  double total_ = 0;
};

}  // namespace

void MeasureMoney(const Fold::Reader& fold, const PlanRow& plan, bool include_private,
                  GetPlanProgressResponse& progress) {
  AddYears(plan, progress);
  Payers payers(fold, include_private);
  for (const PlanRow::BudgetLine& line : plan.budget_lines) payers.Add(line);
  std::vector<FundingShare> shares = payers.Shares();
  std::sort(shares.begin(), shares.end(), [](const FundingShare& a, const FundingShare& b) {
    return a.amount_sek() != b.amount_sek() ? a.amount_sek() > b.amount_sek() : a.financier() < b.financier();
  });
  for (FundingShare& share : shares) *progress.add_funding() = std::move(share);
}

}  // namespace samverkan
