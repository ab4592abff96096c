/**
 * Words of tables in other languages than English and German: French, Spanish, Portuguese, Italian, Dutch, Turkish,
 * Chinese and Japanese. Programs export the names of columns and states in the language of their user. Accents don't count.
 */

/** Names of columns with the description of a task, beside which a description is a longer text. */
export const LOCAL_TITLES =
  'titre, nom, nom de la tâche, título, nombre, nombre de la tarea, nome, nome da tarefa, titolo, nome attività, naam, titel, résumé, resumen, resumo, riepilogo, samenvatting, başlık, adı, görev adı, konu, özet, タイトル, 件名, 名前, タスク名, 要約, 标题, 名称, 任务名称, 摘要';

/** Names of columns, by field. */
export const LOCAL_COLUMNS: Readonly<Record<string, string>> = {
  description: `${LOCAL_TITLES}, tâche, tarea, tarefa, attività, taak, onderwerp, asunto, assunto, objet, görev, タスク, 任务`,
  spec: 'descripción, descrição, descrizione, beschrijving, omschrijving, notas, remarques, observaciones, observações, opmerkingen, açıklama, notlar, ayrıntılar, 説明, 備考, メモ, 描述, 备注, 说明',
  status:
    'statut, état, étape, estado, etapa, situação, stato, durum, aşama, ステータス, 状態, 状态, 阶段, terminé, fait, hecho, terminado, concluído, feito, completato, fatto, gereed, klaar, tamamlandı, 完了, 已完成',
  priority: 'priorité, prioridad, prioridade, priorità, prioriteit, öncelik, 優先度, 优先级',
  tags: 'étiquettes, étiquette, etiquetas, etiqueta, etichette, etichetta, catégorie, catégories, categoría, categorías, categoria, categorie, etiketler, etiket, タグ, ラベル, 标签',
  due: "échéance, date d'échéance, date limite, fecha de vencimiento, vencimiento, fecha límite, fecha de entrega, prazo, data de vencimento, vencimento, data de entrega, scadenza, data di scadenza, vervaldatum, son tarih, bitiş tarihi, teslim tarihi, vade, 期限, 期日, 締切, 締め切り, 截止日期, 到期日",
  scheduled:
    'date de début, début, fecha de inicio, inicio, data de início, início, data di inizio, inizio, begindatum, başlangıç tarihi, başlangıç, 開始日, 开始日期',
  entry:
    'créé, créé le, créée le, création, date de création, creado, creada, fecha de creación, criado, criado em, data de criação, creato, creato il, data di creazione, aangemaakt, aangemaakt op, oluşturulma tarihi, oluşturulma, oluşturuldu, 作成日, 作成日時, 创建时间, 创建日期',
  modified:
    'modifié, modifié le, mis à jour, mise à jour, actualizado, actualizada, modificado, atualizado, atualizado em, modificato, aggiornato, bijgewerkt, gewijzigd, güncelleme tarihi, güncellenme, güncellendi, 更新日, 更新日時, 更新时间',
  end: 'terminé le, fermé le, résolu, fecha de finalización, resuelto, data de conclusão, completato il, voltooid op, tamamlanma tarihi, 完了日, 解決日, 完成时间, 完成日期',
  agent:
    'responsable, assigné à, assignée à, attribué à, asignado a, asignado, asignada a, persona asignada, responsável, atribuído a, assegnato a, assegnatario, responsabile, toegewezen aan, verantwoordelijke, atanan, atanan kişi, sorumlu, 担当者, 担当, 负责人, 经办人, 执行人',
  type: 'type de ticket, tipo, tipo de incidencia, tipo de ticket, tür, 種類, 类型, 課題タイプ',
  project:
    'projet, proyecto, projeto, progetto, proje, プロジェクト, 项目, nom du projet, nombre del proyecto, nome do projeto, nome del progetto, プロジェクト名',
  id: 'clé, clé de ticket, clé du ticket, clave de incidencia, clave, chave do item, chave, chave, chiave, sleutel, numéro, número, anahtar, numara, キー, 課題キー, 编号, 番号',
  parent:
    'tâche parente, clé parente, clave principal, tarea principal, tarefa principal, attività principale, üst görev, 親課題, 親タスク, 父任务',
  depends:
    'blockiert von, lien du ticket entrant (blocks), lien de ticket entrant (blocks), bloqué par, dépend de, bloqueado por, depende de, bloccato da, dipende da, geblokkeerd door, engelleyen, bağımlılıklar, 依存先',
  blocks: 'lien du ticket sortant (blocks), lien de ticket sortant (blocks)',
  annotations:
    'commentaire, commentaires, comentario, comentarios, comentário, comentários, commento, commenti, コメント, 评论, 备注',
  acceptance:
    "critères d'acceptation, criterios de aceptación, critérios de aceitação, criteri di accettazione, kabul kriterleri",
};

/** Words for a closed task, by status. */
export const LOCAL_CLOSED: Readonly<Record<string, string>> = {
  completed:
    'terminé, terminée, fini, finie, fermé, fermée, fait, résolu, résolue, hecho, hecha, terminado, terminada, completado, completada, finalizado, finalizada, cerrado, cerrada, resuelto, resuelta, concluído, concluída, feito, fechado, fechada, completato, completata, fatto, chiuso, conclusa, concluso, gereed, klaar, afgerond, voltooid, gesloten, tamamlandı, bitti, kapandı, kapalı, çözüldü, yapıldı, 完了, 完了済み, 済, 完成, 已完成, 已关闭, 已解决',
  deleted:
    'annulé, annulée, abandonné, abandonnée, cancelado, cancelada, anulado, annullato, annullata, geannuleerd, iptal, iptal edildi, vazgeçildi, 中止, キャンセル, 取消, 已取消',
};

/** Words for a task that nobody has started. */
export const LOCAL_OPEN =
  'à faire, nouveau, nouvelle, ouvert, por hacer, pendiente, abierto, abierta, nuevo, sin empezar, a fazer, aberto, novo, pendente, não iniciado, da fare, aperto, nuovo, non iniziato, te doen, nieuw, niet begonnen, yapılacak, açık, yeni, başlanmadı, beklemede, 未着手, 未対応, 待办, 未开始, 新建';

/** Words for a task that somebody works on. */
export const LOCAL_AT_WORK =
  'en cours, en revue, bloqué, bloquée, en progreso, en curso, en revisión, bloqueado, bloqueada, em andamento, em progresso, em revisão, in corso, in lavorazione, in revisione, bloccato, in uitvoering, mee bezig, bezig, geblokkeerd, devam ediyor, yapılıyor, incelemede, engellendi, 進行中, 対応中, 作業中, レビュー中, 进行中, 处理中';

/** Names of columns that always contain a status. */
export const LOCAL_STATUS = 'statut, état, estado, stato, situação, durum, ステータス, 状態, 状态';

/** Words for priorities. */
export const LOCAL_PRIORITIES: Readonly<Record<string, string>> = {
  H: 'élevée, la plus élevée, très élevée, haute, urgente, critique, alta, máxima, crítica, hoog, dringend, yüksek, en yüksek, acil, kritik, 高, 紧急, 緊急',
  M: 'moyenne, media, média, normale, gemiddeld, orta, 中',
  L: 'basse, faible, la plus faible, très faible, baja, baixa, bassa, laag, düşük, en düşük, 低',
};

/** The two words of a tick in all languages. Of pairs that share a word, a table means the first. */
export const TICKS: readonly (readonly [no: string, yes: string])[] = [
  ['false', 'true'],
  ['no', 'yes'],
  ['n', 'y'],
  ['nein', 'ja'],
  ['0', '1'],
  ['☐', '☑'],
  ['falsch', 'wahr'],
  ['unchecked', 'checked'],
  ['non', 'oui'],
  ['faux', 'vrai'],
  ['falso', 'verdadero'],
  ['não', 'sim'],
  ['nee', 'ja'],
  ['onwaar', 'waar'],
  ['hayır', 'evet'],
  ['yanlış', 'doğru'],
  ['いいえ', 'はい'],
  ['否', '是'],
];

/** Further words that mean yes. */
export const ALSO_YES = ['x', '✓', '✔', '✅', 'sí', 'verdadeiro', 'vero'];

/**
 * Returns a word without accents and capitals, as the tables of words are read. The Turkish i has two forms, of which a
 * spreadsheet of another language takes one for the other.
 */
export function bareWord(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i');
}
